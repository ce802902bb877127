import { Command } from "commander";
import { action, type Cli, loadSettings, openLog } from "./cli.ts";
import { EXIT } from "./exit-codes.ts";

/** `leadline once`: do everything that is pending, then end. */
export function onceCommand(cli: Cli): Command {
  return new Command("once")
    .description("process and send everything that is pending, without serving anybody, then end")
    .addHelpText("after", "\nExample:\n  leadline once --json    for a timer, or before an upgrade")
    .action(
      action(cli, async (options) => {
        const config = { ...loadSettings(cli, options), listen: false };
        const log = openLog(config, options);
        const { createApp } = await import("../app.ts");
        const app = await createApp({ config, log, clock: cli.clock });
        try {
          await app.start();
          await app.drain();
          const [inbox, outbox] = [await app.store.inbox.counts(), await app.store.outbox.counts()];
          const left = {
            pending: inbox.pending,
            waiting: outbox.waiting,
            dead: inbox.dead + outbox.dead,
            parked: outbox.parked,
          };
          if (options.json) cli.terminal.out(JSON.stringify(left));
          else {
            cli.terminal.note(
              `Done. Left: ${left.pending} messages, ${left.waiting} sends; set aside: ${left.dead}, parked: ${left.parked}.`,
            );
          }
          return EXIT.ok;
        } finally {
          await app.stop();
        }
      }),
    );
}
