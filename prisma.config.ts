import { defineConfig } from "prisma/config";

/**
 * For Prisma's own command line, e.g. `npx prisma migrate status`: the database that DATABASE_URL names, and
 * its schema and migrations. Leadline itself neither needs nor reads this.
 */
const url = process.env.DATABASE_URL ?? "file:./data/leadline.db";
const folder = url.startsWith("file:") ? "prisma" : "prisma/postgres";

export default defineConfig({
  schema: `${folder}/schema.prisma`,
  migrations: { path: `${folder}/migrations` },
  datasource: { url },
});
