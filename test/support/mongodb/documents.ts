import { BSON, ObjectId } from "bson";

/** Documents of a MongoDB collection, as far as a job store needs them: matching, updating, ordering. */
export type Document = Record<string, unknown>;

/** What the server answers for a command that fails, with MongoDB's own code. */
export class MongoError extends Error {
  readonly code: number;
  readonly keyPattern: Document | undefined;

  constructor(message: string, code: number, keyPattern?: Document) {
    super(message);
    this.code = code;
    this.keyPattern = keyPattern;
  }
}

export const copyOf = (document: Document): Document => decode(encode(document));
export const encode = (document: Document): Uint8Array => BSON.serialize(document);
export const decode = (bytes: Uint8Array): Document => BSON.deserialize(bytes);

export function valueAt(document: unknown, path: string): unknown {
  let found: unknown = document;
  for (const key of path.split(".")) {
    if (!isObject(found)) return undefined;
    found = found[key];
  }
  return found;
}

/** In MongoDB's order of types: nothing, numbers and dates, texts, ids. */
export function compare(a: unknown, b: unknown): number {
  const [left, right] = [comparable(a), comparable(b)];
  if (left[0] !== right[0]) return left[0] - right[0];
  return left[1] < right[1] ? -1 : left[1] > right[1] ? 1 : 0;
}

export function isSame(a: unknown, b: unknown): boolean {
  return compare(a, b) === 0;
}

export function matches(document: Document, query: unknown): boolean {
  return Object.entries(asObject(query)).every(([key, wanted]) => {
    if (key === "$or") return asList(wanted).some((each) => matches(document, each));
    if (key === "$and") return asList(wanted).every((each) => matches(document, each));
    if (key === "$nor") return !asList(wanted).some((each) => matches(document, each));
    const value = valueAt(document, key);
    if (isOperators(wanted)) {
      return Object.entries(wanted).every(([name, operand]) =>
        name === "$not" ? !matches(document, { [key]: operand }) : operator(name, value, operand, wanted),
      );
    }
    return Array.isArray(value) && !Array.isArray(wanted)
      ? value.some((each) => isSame(each, wanted))
      : isSame(value, wanted);
  });
}

/** Change a document in place. `inserting`: an upsert that found nothing. */
export function change(document: Document, update: unknown, inserting: boolean): void {
  const entries = Object.entries(asObject(update));
  if (entries.every(([name]) => !name.startsWith("$"))) {
    const id = document._id;
    for (const key of Object.keys(document)) delete document[key];
    Object.assign(document, Object.fromEntries(entries), { _id: id });
    return;
  }
  for (const [name, fields] of entries) {
    for (const [path, value] of Object.entries(asObject(fields))) {
      if (name === "$set" || (name === "$setOnInsert" && inserting)) setAt(document, path, value);
      else if (name === "$unset") setAt(document, path, undefined);
      else if (name === "$inc") setAt(document, path, Number(valueAt(document, path) ?? 0) + Number(value));
      else if (name !== "$setOnInsert") throw new MongoError(`Unknown modifier: ${name}`, 9);
    }
  }
}

export function sorted(documents: readonly Document[], order: unknown): Document[] {
  const keys = Object.entries(asObject(order));
  return [...documents].sort((a, b) => {
    for (const [path, direction] of keys) {
      const result = compare(valueAt(a, path), valueAt(b, path));
      if (result !== 0) return result * Number(direction);
    }
    return 0;
  });
}

/** The fields of a query that an upsert writes as they stand. */
export function fieldsOf(query: unknown): Document {
  const document: Document = {};
  for (const [key, value] of Object.entries(asObject(query))) {
    if (!key.startsWith("$") && !isOperators(value)) setAt(document, key, value);
  }
  return document;
}

export function asObject(value: unknown): Document {
  if (value === undefined || value === null) return {};
  if (value instanceof Map) return Object.fromEntries(value);
  if (!isObject(value)) throw new MongoError("an object was expected", 14);
  return value;
}

export function asList(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new MongoError("a list was expected", 14);
  return value;
}

function setAt(document: Document, path: string, value: unknown): void {
  const keys = path.split(".");
  const last = keys.pop() ?? path;
  let at = document;
  for (const key of keys) {
    const inner = isObject(at[key]) ? at[key] : {};
    at[key] = inner;
    at = inner;
  }
  if (value === undefined) delete at[last];
  else at[last] = value;
}

function operator(name: string, value: unknown, operand: unknown, all: Document): boolean {
  switch (name) {
    case "$eq":
      return isSame(value, operand);
    case "$ne":
      return !isSame(value, operand);
    // A range is of one type: nothing lies before or after a value that is not there.
    case "$lt":
      return isPresent(value) && compare(value, operand) < 0;
    case "$lte":
      return isPresent(value) && compare(value, operand) <= 0;
    case "$gt":
      return isPresent(value) && compare(value, operand) > 0;
    case "$gte":
      return isPresent(value) && compare(value, operand) >= 0;
    case "$in":
      return asList(operand).some((each) => isSame(value, each));
    case "$nin":
      return !asList(operand).some((each) => isSame(value, each));
    case "$exists":
      return (value !== undefined) === Boolean(operand);
    case "$regex":
      return new RegExp(
        String(isObject(operand) ? operand.pattern : operand),
        String(all.$options ?? ""),
      ).test(String(value ?? ""));
    case "$options":
      return true;
    default:
      throw new MongoError(`unknown operator: ${name}`, 2);
  }
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isOperators(value: unknown): value is Document {
  return (
    isObject(value) &&
    !(value instanceof Date) &&
    !(value instanceof ObjectId) &&
    Object.keys(value).some((key) => key.startsWith("$"))
  );
}

function isObject(value: unknown): value is Document {
  return typeof value === "object" && value !== null;
}

function comparable(value: unknown): [number, string | number] {
  if (value === undefined || value === null) return [0, 0];
  if (typeof value === "number" || typeof value === "boolean") return [1, Number(value)];
  if (value instanceof Date) return [2, value.getTime()];
  if (typeof value === "string") return [3, value];
  if (value instanceof ObjectId) return [4, value.toHexString()];
  return [5, JSON.stringify(value)];
}
