export { advance, startFlow } from "./advance.ts";
export { compileFlows, type FlowBundle, type MessageTemplate } from "./bundle.ts";
export {
  type FolderChange,
  type FolderWatch,
  loadFlowFolder,
  readFlowFolder,
  watchFlowFolder,
} from "./folder.ts";
export { formatProblem, type Problem } from "./problems.ts";
export * from "./types.ts";
