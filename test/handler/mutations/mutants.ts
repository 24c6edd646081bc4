/** One step of the handler left out, done otherwise, or in another order. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** Stands in the file once. */
  readonly from: string;
  readonly to: string;
}

/** The steps of `handler/settle-picture.ts`, in their order there. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: "1 left out: the item is read behind IndexFaces",
    file: "register-picture.ts",
    from: "await readPictureItem(event.picture)",
    to: "undefined",
  },
  {
    name: "2 otherwise: another id in each run",
    file: "index-faces.ts",
    from: "ExternalImageId: version.imageId",
    to: "ExternalImageId: crypto.randomUUID()",
  },
  {
    name: "2 otherwise: one id for a version, whatever event has it registered",
    file: "picture-version.ts",
    from: "externalImageId(bucket, key, version, sequencer)",
    to: "externalImageId(bucket, key, version)",
  },
  {
    name: "2 left out for a superseded event",
    file: "register-version.ts",
    from: "  const outcome = await indexFaces(version);",
    to: "  if (read && read.sequencer > version.sequencer) return undefined;\n  const outcome = await indexFaces(version);",
  },
  {
    name: "2 left out: ListFaces for a version that is gone",
    file: "register-version.ts",
    from: "await undoFaces(version.picture, await findFaces(version));",
    to: "",
  },
  {
    name: "2 left out: the undoing of a superseded event",
    file: "register-version.ts",
    from: "    await undoFaces(version.picture, faceIds(outcome));\n    return undefined;",
    to: "    return undefined;",
  },
  {
    name: "2 left out: the undoing after an error",
    file: "register-version.ts",
    from: "      await undoFaces(version.picture, faceIds(outcome));\n    } catch",
    to: "    } catch",
  },
  {
    name: "2 otherwise: the undoing takes faces that the item lists",
    file: "settle-picture.ts",
    from: "faceIds.filter((id) => stored?.face_ids.includes(id) !== true)",
    to: "faceIds",
  },
  {
    name: "3 otherwise: every event has its say",
    file: "settle-picture.ts",
    from: "return stored === undefined || !isNewer(stored.sequencer, sequencer);",
    to: "return true;",
  },
  {
    name: "3 otherwise: an event that comes again has none",
    file: "settle-picture.ts",
    from: "!isNewer(stored.sequencer, sequencer)",
    to: "isNewer(sequencer, stored.sequencer)",
  },
  {
    name: "3 otherwise: over an item that has come meanwhile",
    file: "picture-item.ts",
    from: '{ ConditionExpression: "attribute_not_exists(picture)" }',
    to: "{}",
  },
  {
    name: "3 otherwise: over an item that a newer event has changed",
    file: "picture-item.ts",
    from: 'ConditionExpression: "sequencer = :sequencer AND updated_at = :updated_at",\n          Exp',
    to: 'ConditionExpression: "sequencer = :sequencer OR updated_at <> :updated_at",\n          Exp',
  },
  {
    name: "3 otherwise: over an item that has changed, of the same event",
    file: "picture-item.ts",
    from: 'ConditionExpression: "sequencer = :sequencer AND updated_at = :updated_at",\n          Exp',
    to: 'ConditionExpression: "sequencer = :sequencer OR sequencer = :updated_at",\n          Exp',
  },
  {
    name: "3 otherwise: two writes have one time",
    file: "settle-picture.ts",
    from: "Math.max(Date.now(), after)",
    to: "Date.now()",
  },
  {
    name: "3 left out: the rows",
    file: "settle-picture.ts",
    from: "replacePictureItem(item, stored, rows)",
    to: "replacePictureItem(item, stored)",
  },
  {
    name: "3 otherwise: the rows first, by themselves",
    file: "picture-item.ts",
    from: "  return rows.length === 0\n",
    to: "  for (const row of rows) await dynamodb.send(new PutCommand({ TableName: configuration.TABLE, Item: row }));\n  return true\n",
  },
  {
    name: "3 otherwise: the rows last, by themselves",
    file: "picture-item.ts",
    from: "  return rows.length === 0\n",
    to: `  if (!(await succeeds(dynamodb.send(new PutCommand(put))))) return false;
  for (const row of rows) await dynamodb.send(new PutCommand({ TableName: configuration.TABLE, Item: row }));
  if (rows.length >= 0) return true;
  return rows.length === 0\n`,
  },
  {
    name: "3 left out: the faces known before, as obsolete",
    file: "settle-picture.ts",
    from: "...(stored?.face_ids ?? []), ",
    to: "",
  },
  {
    name: "3 left out: faces that were obsolete before",
    file: "settle-picture.ts",
    from: ", ...(stored?.obsolete_face_ids ?? [])",
    to: "",
  },
  {
    name: "3 and 4 swapped: the known faces go before the decision",
    file: "settle-picture.ts",
    from: "    if (await replacePictureItem(item, stored, rows)) {\n      await deleteObsolete(item);",
    to: "    await deleteFaces(item.obsolete_face_ids);\n    await deleteFaceRows(item.obsolete_face_ids);\n    if (await replacePictureItem(item, stored, rows)) {\n      await clearObsoleteFaces(item);",
  },
  {
    name: "4 left out: the obsolete faces",
    file: "settle-picture.ts",
    from: "  await deleteFaces(item.obsolete_face_ids);\n",
    to: "",
  },
  {
    name: "4 left out: their rows",
    file: "settle-picture.ts",
    from: "  await deleteFaceRows(item.obsolete_face_ids);\n",
    to: "",
  },
  {
    name: "4 swapped: the rows before their faces",
    file: "settle-picture.ts",
    from: "  await deleteFaces(item.obsolete_face_ids);\n  await deleteFaceRows(item.obsolete_face_ids);\n",
    to: "  await deleteFaceRows(item.obsolete_face_ids);\n  await deleteFaces(item.obsolete_face_ids);\n",
  },
  {
    name: "4 and 5 swapped: taken off the item first",
    file: "settle-picture.ts",
    from: "  await deleteFaces(item.obsolete_face_ids);\n  await deleteFaceRows(item.obsolete_face_ids);\n  await clearObsoleteFaces(item);\n",
    to: "  await clearObsoleteFaces(item);\n  await deleteFaces(item.obsolete_face_ids);\n  await deleteFaceRows(item.obsolete_face_ids);\n",
  },
  {
    name: "5 left out",
    file: "settle-picture.ts",
    from: "  await clearObsoleteFaces(item);\n",
    to: "",
  },
  {
    name: "5 otherwise: off an item that has changed",
    file: "picture-item.ts",
    from: 'ConditionExpression: "sequencer = :sequencer AND updated_at = :updated_at",\n        Exp',
    to: 'ConditionExpression: "sequencer = :sequencer OR updated_at <> :updated_at",\n        Exp',
  },
  {
    name: "a left out: the removal of a version removes the picture",
    file: "bring-back-version.ts",
    from: "return head && broughtBackVersion(",
    to: "return undefined && head && broughtBackVersion(",
  },
  {
    name: "a left out: the removal of a version changes nothing",
    file: "forget-picture.ts",
    from: "return bringBackVersion(event);",
    to: "return event.bucket === bringBackVersion.name ? bringBackVersion(event) : undefined;",
  },
  {
    name: "3 left out where the version is the known one",
    file: "bring-back-version.ts",
    from: "await confirmPicture(event, stored)",
    to: "true",
  },
  {
    name: "4 left out where the version is the known one",
    file: "settle-picture.ts",
    from: "  if (replaced) {\n    await deleteObsolete(item);\n  }",
    to: "",
  },
  {
    name: "3 left out where nothing is known and nothing is there",
    file: "bring-back-version.ts",
    from: "    if (current === undefined) return",
    to: "    if (stored === undefined && current === undefined) return undefined;\n    if (current === undefined) return",
  },
  {
    name: "b left out: nothing is noted",
    file: "bring-back-version.ts",
    from: "await noteVersion(current, event, stored);",
    to: "stored ?? (await noteVersion(current, event, stored));",
  },
  {
    name: "b and 2 swapped: noted behind IndexFaces",
    file: "bring-back-version.ts",
    from: "    const noted = await noteVersion(",
    to: '    await (await import("./index-faces.ts")).indexFaces(current);\n    const noted = await noteVersion(',
  },
  {
    name: "b otherwise: the next decision forgets what was noted",
    file: "settle-picture.ts",
    from: "brought_back: (stored?.brought_back ?? []).filter(({ at }) => at > forgotten),",
    to: "brought_back: [].filter(({ at }) => at > forgotten),",
  },
  {
    name: "b left out: nobody looks for the faces of what was noted",
    file: "bring-back-version.ts",
    from: "    await undoOthers(event, stored, current);\n",
    to: "",
  },
];
