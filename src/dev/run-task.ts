import type { RuntimeEvent, TaskArgs, TaskName, TaskResults } from "../../runtime/dev/messages.ts";
import type { ProjectCommandInput } from "../command.ts";
import { explained, withBuild } from "./run-project.ts";

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
  const { task, args = {}, onEvent } = request;
  const options = { appOutput: "talk", ...(onEvent === undefined ? {} : { onEvent }) } as const;
  try {
    return await withBuild(input, options, async (runtime, build) => {
      const result = await runtime.run(build, task, { args, signal: input.cli.signal });
      await runtime.exited;
      return result;
    });
  } catch (error) {
    throw await explained(error, input);
  }
}
