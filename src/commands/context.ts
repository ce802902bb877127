import type { FlowBundle } from "../flow/bundle.ts";
import type { Language } from "../language.ts";
import type { At } from "../leads/types/at.ts";
import type { Directory } from "../leads/types/directory.ts";
import type { Rep } from "../leads/types/rep.ts";

/** What the first step knows. */
export interface ResolveContext {
  /** The actor's. */
  language: Language;
  /** The id of the lead whose thread or card it was said in; null elsewhere. */
  leadInThread: string | null;
  actor: Rep;
  bundle: FlowBundle;
  directory: Directory;
  at: At;
}
