import type { RuntimeEvent, TaskArgs, TaskName, TaskResults } from "../../runtime/dev/messages.ts";
import type { ProjectCommandInput } from "../command.ts";
import { type Build, makeCompiler } from "./compiler.ts";
import { explained, startRuntime } from "./run-project.ts";

export interface TaskRequest<Task extends TaskName> {
  readonly task: Task;
  readonly args?: TaskArgs;
  readonly onEvent?: (event: RuntimeEvent) => void;
}

/** Builds the project, runs one task of the runtime on it in a process of its own, and cleans up. */
export async function runTask<Task extends TaskName>(
  input: ProjectCommandInput,
  request: TaskRequest<Task>,
): Promise<TaskResults[Task]> {
  const compiler = await makeCompiler(input.project.root, input.cli.now);
  try {
    return await runBuilt(input, request, await compiler.compile());
  } catch (error) {
    throw await explained(error, input);
  } finally {
    await compiler.dispose();
  }
}

async function runBuilt<Task extends TaskName>(
  input: ProjectCommandInput,
  request: TaskRequest<Task>,
  build: Build,
): Promise<TaskResults[Task]> {
  const { task, args = {}, onEvent } = request;
  const runtime = await startRuntime(input, {
    generation: 1,
    appOutput: "talk",
    ...(onEvent === undefined ? {} : { onEvent }),
  });
  const result = await runtime.run(build, task, { args, signal: input.cli.signal });
  await runtime.exited;
  return result;
}
