import { Long, ObjectId } from "bson";
import {
  asList,
  asObject,
  change,
  copyOf,
  type Document,
  fieldsOf,
  isSame,
  MongoError,
  matches,
  sorted,
  valueAt,
} from "./documents.ts";

interface Index {
  name: string;
  key: Document;
  unique: boolean;
  partial: Document | null;
}

interface Collection {
  documents: Document[];
  indexes: Index[];
}

/** The commands of a MongoDB server that a job store uses. Throws MongoError for what it does not know. */
export function createCommands(): (message: Document) => Document {
  const collections = new Map<string, Collection>();

  function collection(name: string): Collection {
    const known = collections.get(name) ?? {
      documents: [],
      indexes: [{ name: "_id_", key: { _id: 1 }, unique: true, partial: null }],
    };
    collections.set(name, known);
    return known;
  }

  return (message) => {
    const database = String(message.$db ?? "admin");
    const [command = "", argument] = Object.entries(message)[0] ?? [];
    const name = `${database}.${String(argument)}`;
    const at = () => collection(name);
    const batch = (documents: Document[]) => ({
      cursor: { firstBatch: documents, id: Long.ZERO, ns: name },
    });
    switch (command) {
      case "hello":
      case "ismaster":
      case "isMaster":
        return HELLO();
      case "buildInfo":
        return { version: "7.0.0" };
      case "ping":
      case "endSessions":
      case "killCursors":
        return {};
      case "dropDatabase":
        for (const key of collections.keys()) if (key.startsWith(`${database}.`)) collections.delete(key);
        return {};
      case "listCollections": {
        const names = [...collections.keys()].filter((key) => key.startsWith(`${database}.`));
        return batch(names.map((key) => ({ name: key.slice(database.length + 1), type: "collection" })));
      }
      case "createIndexes":
        for (const index of asList(message.indexes).map(asObject)) addIndex(at(), index);
        return { numIndexesAfter: at().indexes.length };
      case "insert":
        return writeEach(asList(message.documents).map(asObject), message.ordered !== false, (document) => {
          insert(at(), { _id: new ObjectId(), ...document });
          return { n: 1 };
        });
      case "find": {
        const found = sorted(
          at().documents.filter((each) => matches(each, message.filter)),
          message.sort,
        ).slice(Number(message.skip ?? 0));
        const limit = Math.abs(Number(message.limit ?? 0));
        return batch(limit === 0 ? found : found.slice(0, limit));
      }
      case "count":
        return { n: at().documents.filter((each) => matches(each, message.query)).length };
      case "distinct": {
        const values: unknown[] = [];
        for (const each of at().documents.filter((document) => matches(document, message.query))) {
          const value = valueAt(each, String(message.key));
          if (!values.some((known) => isSame(known, value))) values.push(value);
        }
        return { values };
      }
      case "aggregate":
        return batch(aggregate(at().documents, asList(message.pipeline).map(asObject)));
      case "update":
        return writeEach(asList(message.updates).map(asObject), message.ordered !== false, (update) =>
          runUpdate(at(), update),
        );
      case "delete":
        return writeEach(asList(message.deletes).map(asObject), true, (each) => {
          let left = Number(each.limit ?? 0) || Number.POSITIVE_INFINITY;
          const before = at().documents.length;
          at().documents = at().documents.filter((document) => {
            if (left === 0 || !matches(document, each.q)) return true;
            left -= 1;
            return false;
          });
          return { n: before - at().documents.length };
        });
      case "findAndModify":
        return findAndModify(at(), message);
      default:
        throw new MongoError(`no such command: '${command}'`, 59);
    }
  };
}

const HELLO = () => ({
  helloOk: true,
  isWritablePrimary: true,
  ismaster: true,
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  localTime: new Date(),
  minWireVersion: 0,
  maxWireVersion: 21,
  readOnly: false,
});

function addIndex(to: Collection, index: Document): void {
  const name = String(index.name);
  if (to.indexes.some((known) => known.name === name)) return;
  to.indexes.push({
    name,
    key: asObject(index.key),
    unique: index.unique === true,
    partial: index.partialFilterExpression === undefined ? null : asObject(index.partialFilterExpression),
  });
}

/** Refuse a document that has the key of another in a unique index. */
function checkUnique(within: Collection, document: Document): void {
  for (const { name, key, unique, partial } of within.indexes) {
    if (!unique || (partial !== null && !matches(document, partial))) continue;
    const isTaken = within.documents.some(
      (other) =>
        other !== document &&
        (partial === null || matches(other, partial)) &&
        Object.keys(key).every((path) => isSame(valueAt(other, path), valueAt(document, path))),
    );
    if (isTaken) throw new MongoError(`E11000 duplicate key error index: ${name}`, 11_000, key);
  }
}

function insert(into: Collection, document: Document): Document {
  checkUnique(into, document);
  into.documents.push(document);
  return document;
}

function update(within: Collection, document: Document, by: unknown): void {
  const changed = copyOf(document);
  change(changed, by, false);
  const others = { ...within, documents: within.documents.filter((each) => each !== document) };
  checkUnique(others, changed);
  for (const key of Object.keys(document)) delete document[key];
  Object.assign(document, changed);
}

function upsert(into: Collection, query: unknown, by: unknown): Document {
  const document = fieldsOf(query);
  change(document, by, true);
  document._id ??= new ObjectId();
  return insert(into, document);
}

function runUpdate(within: Collection, { q, u, multi, upsert: mayInsert }: Document) {
  const found = within.documents.filter((each) => matches(each, q));
  const hit = multi === true ? found : found.slice(0, 1);
  for (const document of hit) update(within, document, u);
  if (hit.length > 0 || mayInsert !== true) return { n: hit.length, nModified: hit.length };
  return { n: 1, nModified: 0, upserted: upsert(within, q, u)._id };
}

/** Write one after another; what fails is told by its place. */
function writeEach(
  items: Document[],
  ordered: boolean,
  write: (item: Document) => { n: number; nModified?: number; upserted?: unknown },
): Document {
  const writeErrors: Document[] = [];
  const upserted: Document[] = [];
  let n = 0;
  let nModified = 0;
  for (const [index, item] of items.entries()) {
    try {
      const done = write(item);
      n += done.n;
      nModified += done.nModified ?? 0;
      if (done.upserted !== undefined) upserted.push({ index, _id: done.upserted });
    } catch (error) {
      if (!(error instanceof MongoError)) throw error;
      writeErrors.push({ index, code: error.code, errmsg: error.message });
      if (ordered) break;
    }
  }
  return {
    n,
    nModified,
    ...(upserted.length > 0 ? { upserted } : {}),
    ...(writeErrors.length > 0 ? { writeErrors } : {}),
  };
}

function findAndModify(within: Collection, message: Document): Document {
  const [found] = sorted(
    within.documents.filter((each) => matches(each, message.query)),
    message.sort,
  );
  if (message.remove === true) {
    if (found) within.documents.splice(within.documents.indexOf(found), 1);
    return { value: found ?? null, lastErrorObject: { n: found ? 1 : 0 } };
  }
  if (found === undefined) {
    if (message.upsert !== true) return { value: null, lastErrorObject: { n: 0, updatedExisting: false } };
    const made = upsert(within, message.query, message.update);
    return {
      value: message.new === true ? made : null,
      lastErrorObject: { n: 1, updatedExisting: false, upserted: made._id },
    };
  }
  const before = copyOf(found);
  update(within, found, message.update);
  return {
    value: message.new === true ? found : before,
    lastErrorObject: { n: 1, updatedExisting: true },
  };
}

function aggregate(documents: Document[], pipeline: Document[]): Document[] {
  let result = documents;
  for (const stage of pipeline) {
    const [name, value] = Object.entries(stage)[0] ?? [];
    if (name === "$match") result = result.filter((each) => matches(each, value));
    else if (name === "$sort") result = sorted(result, value);
    else if (name === "$skip") result = result.slice(Number(value));
    else if (name === "$limit") result = result.slice(0, Number(value));
    else if (name === "$group") result = group(result, asObject(value));
    else throw new MongoError(`unsupported stage: ${name}`, 40_324);
  }
  return result;
}

function group(documents: Document[], by: Document): Document[] {
  const groups: Document[] = [];
  for (const document of documents) {
    const id = typeof by._id === "string" ? (valueAt(document, by._id.slice(1)) ?? null) : (by._id ?? null);
    let known = groups.find((each) => isSame(each._id, id));
    if (known === undefined) {
      known = { _id: id };
      groups.push(known);
    }
    for (const [field, sum] of Object.entries(by)) {
      if (field === "_id") continue;
      const { $sum } = asObject(sum);
      const value = typeof $sum === "string" ? valueAt(document, $sum.slice(1)) : $sum;
      known[field] = Number(known[field] ?? 0) + Number(value ?? 0);
    }
  }
  return groups;
}
