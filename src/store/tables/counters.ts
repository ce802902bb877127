import { table } from "./table.ts";

export const counters = table<{ name: string; value: number }>("counters", { name: "text", value: "int" });
