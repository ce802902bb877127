export { advance, startFlow } from "./advance.ts";
export { compileFlows, type FlowBundle, type MessageTemplate } from "./bundle.ts";
export {
  type FolderChange,
  type FolderWatch,
  loadFlowFolder,
  readFlowFolder,
  watchFlowFolder,
} from "./folder.ts";
export { type FlowGraph, flowGraph, toMermaid } from "./graph.ts";
export { toSvg } from "./graph-svg.ts";
export { writeFlowSchemas } from "./json-schema.ts";
export { formatProblem, type Problem } from "./problems.ts";
export { createFlowSession, type FlowSession, type SessionOptions, say } from "./session.ts";
export { renderTemplate, type TemplateValues } from "./templates.ts";
export {
  type ConversationResult,
  formatResult,
  runConversation,
  runConversationTests,
} from "./test-runner.ts";
export * from "./types.ts";
