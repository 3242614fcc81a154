/** The oldest Node that the modules are made for. */
export const NODE_TARGET = "node20";
