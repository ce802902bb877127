/**
 * Understanding what people write, in English, Portuguese and Spanish, without any service: pure functions
 * from a text to a {@link Reading}. The text should have gone through `cleanText`.
 */
export { readChoice } from "./choice.ts";
export type { ChoiceOption } from "./choice-options.ts";
export { readChoices } from "./choices.ts";
export { readCompany } from "./company.ts";
export { minorUnits } from "./currency.ts";
export { formatDate, readDate } from "./date.ts";
export { detectLanguage, isGreeting } from "./detect-language.ts";
export { readEmail } from "./email.ts";
export { type Extracted, extractAnswers, type WantedKind } from "./extract.ts";
export { readIntent } from "./intent.ts";
export type { Intent } from "./intent-phrases.ts";
export { formatMoney, type Money, readMoney } from "./money.ts";
export { readName } from "./name.ts";
export { formatNumber, readNumber } from "./numbers.ts";
export { readPhone } from "./phone.ts";
export type { Reading, UnderstandContext } from "./reading.ts";
export { readYesNo } from "./yes-no.ts";
