/** The counter of changes of templates in chat: every process sees by it that there is a new one. */
export const TEMPLATE_EDITS = "template-edits";
