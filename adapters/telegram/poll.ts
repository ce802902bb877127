import { z } from "zod";
import type { Log } from "../../src/channel/adapter.ts";
import { LeadlineError } from "../../src/errors.ts";
import { type ApiFault, type ApiResult, anything, type TelegramApi } from "./api.ts";
import { healthOf } from "./faults.ts";
import type { Intake } from "./intake.ts";
import type { Backoff, Status } from "./status.ts";
import { ALLOWED_UPDATES } from "./updates.ts";

export interface PollContext {
  api: TelegramApi;
  intake: Intake;
  status: Status;
  backoff: Backoff;
  log: Log;
  /** How long Telegram holds a request while there is nothing new. Seconds. */
  pollSeconds: number;
}

/** How much longer than Telegram's own wait an answer may take. */
const MARGIN_MS = 10_000;
/** Another program would have broken off ours within this time. */
const CONFLICT_SECONDS = 5;
/** The last request, which only tells what was taken. */
const FAREWELL_MS = 3_000;

/**
 * Ask Telegram for updates until `signal` is aborted. What was fetched is confirmed (by the offset of the next
 * request) only once every update before it is durable; what could not be taken is fetched again.
 */
export async function pollUpdates(context: PollContext, signal: AbortSignal): Promise<void> {
  const { api, intake, status, backoff, log, pollSeconds } = context;
  const waitAfter = async (fault: ApiFault) => {
    if (signal.aborted) return;
    status.set(healthOf(fault));
    await backoff.wait(signal, fault.kind === "answered" ? (fault.retryAfterMs ?? 0) : 0);
  };

  let bot: string | null = null;
  let webhookIsGone = false;
  /** The first request after a fault is short, so that it soon shows whether all is well again. */
  let seconds = 0;
  /** Null: from the first update that is not confirmed. */
  let offset: number | null = null;
  while (!signal.aborted) {
    if (bot === null) {
      const me = await api.call("getMe", {}, meSchema, { signal });
      if (!me.ok) {
        await waitAfter(me.fault);
        continue;
      }
      bot = me.value.username ? `@${me.value.username}` : "The bot";
    }
    if (!webhookIsGone) {
      // Telegram refuses to be asked while it delivers; what waits there is kept.
      const gone = await api.call("deleteWebhook", { drop_pending_updates: false }, anything, { signal });
      if (!gone.ok) {
        await waitAfter(gone.fault);
        continue;
      }
      webhookIsGone = true;
    }
    const fetched: ApiResult<unknown[]> = await api.call(
      "getUpdates",
      { ...(offset === null ? {} : { offset }), timeout: seconds, allowed_updates: ALLOWED_UPDATES },
      z.array(z.unknown()),
      { signal, timeoutMs: seconds * 1_000 + MARGIN_MS },
    );
    if (signal.aborted && !fetched.ok) break;
    if (!fetched.ok) {
      const isConflict = fetched.fault.kind === "answered" && fetched.fault.code === 409;
      if (isConflict) webhookIsGone = false;
      seconds = isConflict ? Math.min(CONFLICT_SECONDS, pollSeconds) : 0;
      await waitAfter(fetched.fault);
      continue;
    }
    const taken = await takeBatch(fetched.value, intake, log);
    // After an empty answer everything is confirmed: without an offset no later one can be missed, whatever
    // numbers Telegram goes on with (after a quiet week it begins anew at random).
    offset = fetched.value.length === 0 ? null : (taken.next ?? offset);
    if (taken.complete) {
      backoff.reset();
      status.set(ready(bot));
      seconds = pollSeconds;
    } else if (!signal.aborted) {
      status.set(NOT_STORED);
      await backoff.wait(signal);
    }
  }
  // So that the next start need not sort out what was taken before.
  if (offset !== null) {
    const farewell = { offset, limit: 1, timeout: 0, allowed_updates: ALLOWED_UPDATES };
    await api.call("getUpdates", farewell, anything, { timeoutMs: FAREWELL_MS });
  }
}

const meSchema = z.object({ username: z.string().optional() });

const ready = (bot: string) =>
  ({ state: "ready", detail: `${bot} fetches its messages from Telegram.` }) as const;

const NOT_STORED = {
  state: "degraded",
  detail: "Messages cannot be stored at the moment: Telegram keeps them (for a day) until they can.",
} as const;

/** Take a batch; `next` is the offset that confirms all before the first that was not taken. */
async function takeBatch(
  updates: unknown[],
  intake: Intake,
  log: Log,
): Promise<{ next: number | null; complete: boolean }> {
  const results = await Promise.allSettled(updates.map((update) => intake.take(update)));
  let next: number | null = null;
  for (const [index, result] of results.entries()) {
    const id = idSchema.safeParse(updates[index]);
    if (result.status === "rejected") {
      const code = result.reason instanceof LeadlineError ? result.reason.code : "unknown";
      log.warn({ error: result.reason, code }, "updates could not be taken; Telegram gives them again");
      return { next: id.success ? id.data.update_id : next, complete: false };
    }
    if (id.success) next = id.data.update_id + 1;
  }
  return { next, complete: next !== null || updates.length === 0 };
}

const idSchema = z.object({ update_id: z.number().int() });
