import { z } from "zod";
import type { Clock } from "../clock.ts";
import { LeadlineError } from "../errors.ts";
import type { Store } from "../store/port.ts";

/** What a preview of a sequence asks for and gives: also over the control socket. */

export const previewRequestSchema = z.object({
  /** The flow files by which it is looked at, by name. */
  files: z.record(z.string(), z.string()),
  /** The id of the sequence. */
  sequence: z.string(),
});
export type PreviewRequest = z.infer<typeof previewRequestSchema>;

const textsSchema = z.object({ en: z.string(), pt: z.string(), es: z.string() });

export const previewAnswerSchema = z.object({
  /** As of when. */
  at: z.string(),
  people: z.array(
    z.object({
      lead: z.object({ number: z.number() }),
      name: z.string().nullable(),
      isEnrolled: z.boolean(),
      place: z.number(),
      when: z.string().nullable(),
      why: z.object({ code: z.string(), text: textsSchema }).nullable(),
    }),
  ),
});
export type PreviewAnswer = z.infer<typeof previewAnswerSchema>;

/** Who would get what of a sequence, over all leads, as the chat command looks at it. Changes nothing. */
export async function previewNurture(
  store: Pick<Store, "reads">,
  clock: Clock,
  { files, sequence: id }: PreviewRequest,
): Promise<PreviewAnswer> {
  const { compileFlows } = await import("../flow/index.ts");
  const { previewSequence } = await import("../commands/sequence-preview.ts");
  const { localDate } = await import("../leads/calendar.ts");
  const at = clock.now().toISOString();
  const { bundle } = compileFlows(files);
  const sequence = bundle?.sequences.get(id);
  if (bundle === null || sequence === undefined) throw otherVersion();
  const day = localDate(at, bundle.calendar.timeZone);
  const people = await previewSequence(sequence, store.reads, { scope: { kind: "all" }, bundle, at, day });
  return { at, people: people.map((each) => ({ ...each, lead: { number: each.lead.number } })) };
}

/** The command has read the files itself, so that only a program of another version does not understand them. */
function otherVersion(): LeadlineError {
  return new LeadlineError("flow-invalid", "The program that runs does not understand these flow files.", {
    fix: "It is of another version than this command: restart it.",
  });
}
