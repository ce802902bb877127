import type { At } from "../../leads/types/at.ts";

export interface SettingStore {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown, at: At): Promise<void>;
  /**
   * Forget what channels noted of single messages (`channel:…:sent:…`, forms that were open) before `before`. Gives
   * how many.
   */
  purgeNotes(before: At): Promise<number>;
  /** Forget digests that were switched off before `before`. Gives how many. */
  purgeDigests(before: At): Promise<number>;
  /** Keep the files of a version of the flows; known versions are left alone. */
  saveFlowVersion(id: string, files: Record<string, string>, at: At): Promise<void>;
  flowVersion(id: string): Promise<Record<string, string> | null>;
}
