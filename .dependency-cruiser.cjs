// Who may import whom. Each rule's comment tells whoever breaks it what to do. Run by `npm run check`.

/** From the left to the right: a folder imports only folders to its left, and the single files of src/. */
const LAYERS = [
  "channel",
  "leads",
  "flow",
  "commands",
  "store",
  "engine",
  "delivery",
  "schedule",
  "insights",
  "http",
  "app",
  "cli",
];

/** A folder of src/, or the file of that name. */
const layer = (name) => `^src/${name}([.]ts$|/)`;

const leftwards = LAYERS.slice(0, -1).map((name, index) => ({
  name: `${name}-imports-leftwards`,
  comment: `src/${name} may not know ${LAYERS.slice(index + 1).join(", ")}. Move what both need to the left, or hand it in as an argument from src/app.ts.`,
  severity: "error",
  from: { path: layer(name) },
  to: { path: LAYERS.slice(index + 1).map(layer) },
}));

module.exports = {
  forbidden: [
    ...leftwards,
    {
      name: "base-imports-nothing",
      comment:
        "The single files of src/ (errors, clock, log, …) and src/settings are for everybody, so they know nobody. Put it into the folder that it is about.",
      severity: "error",
      from: { path: "^src/(settings/)?[^/]+[.]ts$", pathNot: "^src/app[.]ts$" },
      to: { path: LAYERS.map(layer) },
    },
    {
      name: "no-cycles",
      comment:
        "These files import each other in a circle, so none can be understood or tested alone. Move what they share into a file of its own, or pass it as an argument.",
      severity: "error",
      from: { pathNot: "^src/generated/" },
      to: { circular: true, viaOnly: { pathNot: "^src/generated/" } },
    },
    {
      name: "adapters-carry-transport",
      comment:
        "An adapter knows src/channel and the single files of src/, nothing of leads, flows or the store. Let it normalize and render; what decides belongs in the engine.",
      severity: "error",
      from: { path: "^adapters/" },
      to: { path: "^src/", pathNot: ["^src/channel/", "^src/[^/]+[.]ts$"] },
    },
    {
      name: "adapters-do-not-know-each-other",
      comment: "A channel works without the others. Move what two adapters share to src/channel.",
      severity: "error",
      from: { path: "^adapters/([^/]+)/" },
      to: { path: "^adapters/", pathNot: "^adapters/$1/" },
    },
    {
      name: "only-app-knows-adapters",
      comment: "Only src/app.ts puts channels together. Use the contract of src/channel/adapter.ts instead.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/app([.]ts$|/)" },
      to: { path: "^adapters/" },
    },
    {
      name: "databases-live-in-store",
      comment:
        "Prisma, pg and SQLite are details of src/store. Ask the port, src/store/port.ts and src/store/port/, or extend it.",
      severity: "error",
      from: { path: "^(src|adapters)/", pathNot: ["^src/store/", "^src/generated/"] },
      to: {
        path: ["node_modules/(@prisma|prisma|pg|@photostructure/sqlite)/", "^src/generated/"],
      },
    },
    {
      name: "vendors-live-in-adapters",
      comment:
        "The kits of WhatsApp, Telegram and Slack are details of adapters/. Everything else sees src/channel only.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "node_modules/(whatsapp-web[.]js|telegraf|@slack/[^/]+)/" },
    },
    {
      name: "program-needs-no-development-packages",
      comment:
        "An installed Leadline has no devDependencies. Move the package to dependencies in package.json, or do without it.",
      severity: "error",
      from: { path: "^(src|adapters)/", pathNot: ["/from-source[.]mjs$", "[.]test[.]ts$"] },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["npm", "type-only"] },
    },
    {
      name: "program-does-not-know-its-tests",
      comment: "What the program needs may not live in test/ or scripts/. Move it to src/.",
      severity: "error",
      from: { path: "^(src|adapters)/", pathNot: "[.]test[.]ts$" },
      to: { path: "^(test|scripts)/" },
    },
    {
      name: "all-imports-exist",
      comment:
        "The imported file or package is not there. Correct the path, or add the package to package.json.",
      severity: "error",
      from: { pathNot: "^adapters/[^/]+/assets/" },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: ["node_modules", "^src/generated/"] },
    exclude: { path: ["^dist"] },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node", "default"],
      extensions: [".ts", ".mjs", ".js", ".json"],
    },
  },
};
