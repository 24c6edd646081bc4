import { useMemo, useState } from "preact/hooks";
import type { KnownFace, People as PeopleAnswer } from "../../../wire/recognition.ts";
import { get } from "../../api.ts";
import { Empty, Panel, Trouble } from "../../components/panel.tsx";
import { useLoad } from "../../components/use-load.ts";
import { several } from "../../format.ts";
import { go, link } from "../../router.ts";
import { app, uploads } from "../../store.ts";
import { Compare } from "./compare.tsx";
import { FaceTile } from "./face-tile.tsx";
import { Likeness } from "./likeness.tsx";
import { Matches } from "./matches.tsx";
import { byPerson, pairsOf } from "./pairs.ts";

/** The faces of a collection by person, who is like whom, and what each threshold would say. */
export function People({ parts }: { readonly parts: readonly string[] }) {
  const collections = (app.value?.nodes ?? []).filter(({ kind }) => kind === "collection").map(({ name }) => name);
  const [wanted, faceId] = parts[0] === "face" ? [undefined, parts[1]] : parts;
  const collection = wanted ?? collections[0];
  if (app.value === undefined) return <Empty title="Reading …" />;
  if (collection === undefined) {
    return (
      <div class="view">
        <h1>People</h1>
        <Panel>
          <Empty title="There is no collection">An app that recognises faces makes one with CreateCollection.</Empty>
        </Panel>
      </div>
    );
  }
  return (
    <div class="view">
      <div class="view-head">
        <h1>People</h1>
        <div class="row">
          {collections.length < 2 ? null : (
            <label class="field">
              Collection
              <select
                class="select"
                value={collection}
                onChange={(event) => go(link("people", event.currentTarget.value))}
              >
                {collections.map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </select>
            </label>
          )}
          <a class="button" href={link("who")}>
            Who is this?
          </a>
        </div>
      </div>
      <Collection key={collection} collection={collection} chosen={faceId} />
    </div>
  );
}

function Collection({ collection, chosen }: { readonly collection: string; readonly chosen: string | undefined }) {
  const finished = uploads.value.find(({ status }) => status === "finished")?.id ?? "";
  const { value, trouble } = useLoad(`${collection} ${finished}`, () => get<PeopleAnswer>("people", { collection }));
  const [last, setLast] = useState<PeopleAnswer>();
  if (value !== undefined && value !== last) setLast(value);
  const people = value ?? last;
  if (trouble !== undefined) return <Trouble text={trouble} />;
  if (people === undefined) return <Empty title="Reading the faces …" />;
  if (people.faces.length === 0) {
    return (
      <Panel>
        <Empty title={`${collection} holds no face yet`}>Drop a picture of somebody anywhere on this page.</Empty>
      </Panel>
    );
  }
  return <Faces people={people} chosen={chosen} />;
}

function Faces({ people, chosen }: { readonly people: PeopleAnswer; readonly chosen: string | undefined }) {
  const pairs = useMemo(() => pairsOf(people), [people]);
  // The one that was asked for beside the one that is likest; otherwise the two that are likest of all.
  const nearest = pairs.find(({ a, b }) => chosen === undefined || a.faceId === chosen || b.faceId === chosen);
  const [picked, setPicked] = useState<readonly string[]>(
    nearest === undefined ? [] : [nearest.a.faceId, nearest.b.faceId],
  );
  const [threshold, setThreshold] = useState(80);
  const pick = ({ faceId }: KnownFace): void =>
    setPicked((before) =>
      before.includes(faceId) ? before.filter((id) => id !== faceId) : [...before.slice(-1), faceId],
    );
  const both = pairs.find(({ a, b }) => picked.includes(a.faceId) && picked.includes(b.faceId));
  return (
    <>
      <Compare
        pair={both}
        picked={people.faces.filter(({ faceId }) => picked.includes(faceId))}
        people={people}
        threshold={threshold}
        clear={() => setPicked([])}
      />
      {people.pairs === undefined ? null : (
        <Matches
          pairs={pairs}
          threshold={threshold}
          setThreshold={setThreshold}
          pick={({ a, b }) => setPicked([a.faceId, b.faceId])}
        />
      )}
      <Panel
        title="Faces"
        side={
          <span class="dim small">
            {several(people.faces.length, "face")}
            {people.more ? " of more" : ""}
          </span>
        }
      >
        {people.whyNoPairs === undefined ? null : <p class="dim">{people.whyNoPairs}</p>}
        <ul class="persons">
          {byPerson(people.faces).map(([person, faces]) => (
            <li key={person}>
              <h3>{person}</h3>
              <div class="row">
                {faces.map((face) => (
                  <FaceTile
                    key={face.faceId}
                    face={face}
                    isPicked={picked.includes(face.faceId)}
                    onPress={() => pick(face)}
                  />
                ))}
              </div>
            </li>
          ))}
        </ul>
      </Panel>
      {people.pairs === undefined ? null : (
        <Likeness
          people={people}
          pairs={pairs}
          threshold={threshold}
          pick={({ a, b }) => setPicked([a.faceId, b.faceId])}
        />
      )}
      {people.users.length === 0 ? null : (
        <Panel title="Users">
          <ul>
            {people.users.map(({ userId, status }) => (
              <li key={userId}>
                {userId} <span class="dim small">{status.toLowerCase()}</span>{" "}
                {several(people.faces.filter((face) => face.userId === userId).length, "face")}
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}
