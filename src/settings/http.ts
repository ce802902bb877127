import { z } from "zod";
import { listOf, oneOf, onOff, whole } from "./schemas.ts";
import { setting } from "./setting.ts";

const origin: z.ZodType<string, string> = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text,
    {
      error: (issue) =>
        `must be origins such as https://www.example.com, without a path or a final slash; ${JSON.stringify(issue.input)} is not one`,
    },
  );

/** An address, optionally with a prefix length, as Fastify's trustProxy takes it. */
const proxyAddress: z.ZodType<string, string> = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6(), z.literal("loopback")],
  {
    error: (issue) =>
      `must be off, on, or addresses such as 10.0.0.0/8; ${JSON.stringify(issue.input)} is not one`,
  },
);

const trustProxy: z.ZodType<string[], string> = z
  .string()
  .transform((text) => ({ on: "loopback", off: "" })[text.toLowerCase()] ?? text)
  .pipe(listOf(proxyAddress));

const publicUrl: z.ZodType<string, string> = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    "must be a URL that begins with https:// or http://",
  )
  .transform((text) => text.replace(/\/+$/, ""));

const host: z.ZodType<string, string> = z
  .string()
  .regex(/^[\w.:-]+$/, "must be an address or a host name, without a port or http://");

/** The one port, who reaches it, and what is shown there. */
export const HTTP_SETTINGS = {
  port: setting<number>({
    name: "LEADLINE_PORT",
    alias: "PORT",
    type: "0–65535",
    default: "`8080`",
    help: "The one HTTP port; 0 takes any free one. `PORT` is read too, when this is not set.",
    example: "8080",
    schema: whole(0, 65_535),
    fallback: 8080,
  }),
  host: setting<string>({
    name: "LEADLINE_HOST",
    type: "address",
    default: "`127.0.0.1`",
    help: "The address to listen on; `0.0.0.0` for every network, in a container for instance.",
    example: "127.0.0.1",
    schema: host,
    fallback: "127.0.0.1",
  }),
  publicUrl: setting<string | null>({
    name: "LEADLINE_PUBLIC_URL",
    type: "URL",
    default: "none",
    help: "The address under which the world reaches this server, shown at start; with it the playground stays off.",
    example: "https://chat.example.com",
    schema: publicUrl,
    fallback: null,
  }),
  trustProxy: setting<string[]>({
    name: "LEADLINE_TRUST_PROXY",
    type: "off, on, or addresses",
    default: "`off`",
    help: "Whose X-Forwarded-For is believed: `on` means a proxy on this machine; else a list of addresses.",
    example: "10.0.0.0/8",
    schema: trustProxy,
    fallback: [],
  }),
  playgroundMode: setting<"on" | "off" | "auto">({
    name: "LEADLINE_PLAYGROUND",
    type: "on, off or auto",
    default: "`auto`",
    help: "The page to try everything. `auto` shows it on loopback only, never in production or behind a proxy.",
    example: "off",
    schema: oneOf("on", "off", "auto"),
    fallback: "auto",
  }),
  webChat: setting<boolean>({
    name: "LEADLINE_WEB_CHAT",
    type: "on or off",
    default: "`on`",
    help: "The chat for websites: the widget and its own page.",
    example: "off",
    schema: onOff,
    fallback: true,
  }),
  webOrigins: setting<string[] | null>({
    name: "LEADLINE_WEB_ORIGINS",
    type: "origins, separated by commas",
    default: "every site",
    help: "The only sites that may embed the chat.",
    example: "https://www.example.com,https://shop.example.com",
    schema: listOf(origin),
    fallback: null,
  }),
} as const;
