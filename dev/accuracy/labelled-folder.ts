import { statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { extname, join, relative } from "node:path";
import { UsageError } from "../config/command-line.ts";

/** The folder of photographs that show nobody. */
const NO_FACE = "no-face";

const PHOTOGRAPHS = new Set([".jpg", ".jpeg", ".png"]);
const LAYOUT =
  "It holds DIR/<person>/*.jpg or DIR/<group>/<person>/*.jpg, and DIR/no-face/*.jpg or DIR/no-face/<kind>/*.jpg " +
  "for pictures without anybody.";

/** A photograph, and what its folders say of it. */
export interface LabelledPicture {
  /** From the labelled folder, with slashes. */
  readonly file: string;
  /** The group that its person belongs to, or the kind of a picture without anybody; undefined where there are none. */
  readonly group: string | undefined;
  /** Whose largest face it shows, `<group>/<person>` where there are groups; undefined where it shows nobody. */
  readonly person: string | undefined;
}

/** What lies in a labelled folder. */
export interface LabelledFolder {
  readonly pictures: readonly LabelledPicture[];
  /** Folders without a photograph. */
  readonly empty: readonly string[];
  /** Files that are no photographs by their names. */
  readonly otherFiles: readonly string[];
}

interface Found {
  readonly path: string;
  readonly photographs: readonly string[];
  readonly folders: readonly Found[];
}

/** Reads the folders of a labelled collection. Throws UsageError where they do not say who is who. */
export async function readLabelledFolder(root: string): Promise<LabelledFolder> {
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`${root} is no folder. ${LAYOUT}`);
  }
  const empty: string[] = [];
  const otherFiles: string[] = [];
  const top = await look(root, root, empty, otherFiles);
  if (top.photographs.length > 0) {
    throw new UsageError(`${join(root, top.photographs[0] ?? "")} lies in no person's folder. ${LAYOUT}`);
  }
  const faceless = top.folders.filter(({ path }) => path === NO_FACE);
  const others = top.folders.filter(({ path }) => path !== NO_FACE);
  const groups = others.filter(({ folders }) => folders.length > 0);
  const lone = others.find(({ folders }) => folders.length === 0);
  const [group] = groups;
  if (group !== undefined && lone !== undefined) {
    throw new UsageError(
      `${lone.path} is a person's folder and ${group.path} one of a group: have one kind. ${LAYOUT}`,
    );
  }
  const people = groups.length > 0 ? groups.flatMap((found) => labelled(found, found.path)) : others.flatMap(ofPerson);
  const nobody = faceless.flatMap((found) => labelled(found, undefined));
  if (people.length + nobody.length === 0) throw new UsageError(`${root} holds no photograph. ${LAYOUT}`);
  return { pictures: [...people, ...nobody], empty, otherFiles };
}

/** Pictures of a group's people, or of the kinds of pictures without anybody. */
function labelled(found: Found, group: string | undefined): LabelledPicture[] {
  for (const { path, folders } of found.folders) {
    const [deeper] = folders;
    if (deeper !== undefined) throw new UsageError(`${deeper.path} lies too deep below ${path}. ${LAYOUT}`);
  }
  if (group === undefined) {
    const kinds = found.folders.flatMap(({ path, photographs }) =>
      photographs.map((file) => ({ file, group: path.slice(NO_FACE.length + 1), person: undefined })),
    );
    return [...found.photographs.map((file) => ({ file, group: undefined, person: undefined })), ...kinds];
  }
  const [stray] = found.photographs;
  if (stray !== undefined) {
    throw new UsageError(`${stray} lies beside folders with pictures: is ${group} a person or a group? ${LAYOUT}`);
  }
  return found.folders.flatMap(({ path, photographs }) => photographs.map((file) => ({ file, group, person: path })));
}

function ofPerson({ path, photographs }: Found): LabelledPicture[] {
  return photographs.map((file) => ({ file, group: undefined, person: path }));
}

/** Folders that hold photographs somewhere below; hidden ones are left alone. */
async function look(root: string, folder: string, empty: string[], otherFiles: string[]): Promise<Found> {
  const entries = (await readdir(folder, { withFileTypes: true }))
    .filter(({ name }) => !name.startsWith("."))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const inRoot = (name: string) => relative(root, join(folder, name)).replaceAll("\\", "/");
  const photographs: string[] = [];
  const folders: Found[] = [];
  for (const { name } of entries) {
    // Collections are often made of links to the photographs.
    const target = statSync(join(folder, name), { throwIfNoEntry: false });
    if (target?.isDirectory() === true) {
      const found = await look(root, join(folder, name), empty, otherFiles);
      if (found.photographs.length + found.folders.length > 0) folders.push(found);
      else empty.push(found.path);
    } else if (target?.isFile() === true && PHOTOGRAPHS.has(extname(name).toLowerCase())) {
      photographs.push(inRoot(name));
    } else {
      otherFiles.push(inRoot(name));
    }
  }
  return { path: inRoot(""), photographs, folders };
}
