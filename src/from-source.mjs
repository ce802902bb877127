/*
 * Runs a TypeScript module in a thread: only from the sources, never from the build (see start-worker.ts).
 * tsx is a development dependency and does not reach into threads by itself on Node 20.
 */
import { register } from "tsx/esm/api";

register();
await import(process.argv[2]);
