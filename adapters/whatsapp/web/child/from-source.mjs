/*
 * Runs the child from the sources, never from the build (see start-child.ts). tsx is a development dependency and
 * does not reach into other processes by itself.
 */
import { register } from "tsx/esm/api";

register();
await import(new URL("./main.ts", import.meta.url).href);
