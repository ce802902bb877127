import { explainError } from "../../../src/errors.ts";
import { openSqlite } from "../../../src/store/sqlite/connection.ts";

/*
 * A program on a database, for tests that need a second process.
 *   child.ts hold FILE           opens it, says "open" or why not, and stays
 *   child.ts write FILE FROM     writes notes FROM, FROM+1, … and says each number once it is durable
 */
const [task, file, from] = process.argv.slice(2);
if (file === undefined) throw new Error("child.ts needs a task and a file");

const connection = await openSqlite({ file }).catch((error: unknown) => {
  console.log(explainError(error).replaceAll("\n", " "));
  process.exit(1);
});
console.log("open");

if (task === "write") {
  await connection.exec("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, text TEXT UNIQUE)");
  let next = Number(from);
  const writer = async (): Promise<never> => {
    while (true) {
      const id = next++;
      // Two rows that must live or die together.
      await connection.write([
        { sql: "INSERT INTO note (id, text) VALUES (?, ?)", params: [id * 2, `first ${id}`] },
        { sql: "INSERT INTO note (id, text) VALUES (?, ?)", params: [id * 2 + 1, `second ${id}`] },
      ]);
      process.stdout.write(`${id}\n`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, writer));
}
