// Runs a state machine in aws-local-stepfunctions, an interpreter of the Amazon States Language by other people.
//
// Reads one JSON object from standard input: {definition, input, runs: [{state, error, times, started}]}, where a run
// without `state` is undisturbed. Writes one JSON line per run: {status, error, path, running}. Tasks are answered by a
// stand-in of AWS that keeps the list of running clusters; waits and pauses between tries take no time.
import { readFileSync } from "node:fs";

// The library is made for Node 22; this is all that Node 20 lacks.
Promise.withResolvers ??= () => {
  let resolve, reject;
  const promise = new Promise((a, b) => ([resolve, reject] = [a, b]));
  return { promise, resolve, reject };
};
const { StateMachine } = await import(`${process.env.BENCH_MODULES}/aws-local-stepfunctions/build/main.node.esm.js`);

const EXECUTION = "bench-1";

class Injected extends Error {
  constructor(name) {
    super("injected");
    this.name = name;
  }
}

/** What AWS would answer, and what runs in it. */
class World {
  clusters = new Map();
  crawls = 0;

  answer(resource, input) {
    const call = resource.split(":::")[1].replace(/\.sync(:2)?$/, "");
    switch (call) {
      case "elasticmapreduce:createCluster": {
        const id = `j-${this.clusters.size + 1}`;
        this.clusters.set(id, input.Name);
        return { ClusterId: id };
      }
      case "elasticmapreduce:terminateCluster":
        this.clusters.delete(input.ClusterId);
        return {};
      case "aws-sdk:emr:listClusters":
        // Somebody else's cluster is there too.
        return { Clusters: [["j-other", "somebody else's"], ...this.clusters].map(([Id, Name]) => ({ Id, Name, Status: { State: "WAITING" } })) };
      case "elasticmapreduce:addStep":
        return { Step: { Id: "s-1", Status: { State: "COMPLETED" } } };
      case "aws-sdk:glue:getCrawler":
        // As on a first crawl: no outcome while it runs.
        return this.crawls++ < 2
          ? { Crawler: { State: "RUNNING" } }
          : { Crawler: { State: "READY", LastCrawl: { Status: "SUCCEEDED" } } };
      case "lambda:invoke":
        return { StatusCode: 200, Payload: { queries: {} } };
      case "athena:startQueryExecution":
        return { QueryExecution: { QueryExecutionId: "q-1", Status: { State: "SUCCEEDED" } } };
      case "emr-serverless:startJobRun":
        return { JobRunId: "r-1", State: "SUCCESS" };
      case "aws-sdk:glue:startCrawler":
      case "sns:publish":
        return {};
      default:
        throw new Error(`the stand-in has no answer for ${call}`);
    }
  }
}

/** Every state, also those in branches and maps. */
function* states(machine) {
  for (const [name, state] of Object.entries(machine.States)) {
    yield [name, state];
    for (const inner of [...(state.Branches ?? []), state.ItemProcessor ?? state.Iterator].filter(Boolean)) yield* states(inner);
  }
}

/** The library takes a timeout for a States.TaskFailed and tries it again; AWS does not. */
function withoutRetriesOfTimeouts(definition) {
  const copy = structuredClone(definition);
  for (const [, state] of states(copy))
    if (state.Retry) state.Retry = state.Retry.filter(({ ErrorEquals }) => !ErrorEquals.every((name) => name === "States.TaskFailed"));
  return copy;
}

async function run(definition, input, failure) {
  if (failure.error === "States.Timeout") definition = withoutRetriesOfTimeouts(definition);
  const world = new World();
  let left = failure.times ?? Infinity;
  const handlers = {}, pauses = {}, waits = {};
  for (const [name, state] of states(definition)) {
    waits[name] = 0;
    if (state.Type !== "Task") continue;
    pauses[name] = 0;
    handlers[name] = async (given) => {
      if (name === failure.state && left-- > 0) {
        if (failure.started) world.answer(state.Resource, given);
        throw new Injected(failure.error);
      }
      return world.answer(state.Resource, given);
    };
  }
  const machine = new StateMachine(definition, { validationOptions: { noValidate: true } });
  const context = {
    Execution: { Id: `arn:aws:states:eu-west-1:123456789012:execution:bench:${EXECUTION}`, Input: input, Name: EXECUTION, RoleArn: "arn:aws:iam::123456789012:role/bench", StartTime: "2026-01-01T00:00:00Z" },
    State: {}, StateMachine: { Id: "arn:aws:states:eu-west-1:123456789012:stateMachine:bench", Name: "bench" }, Task: {},
  };
  const execution = machine.run(input, {
    context,
    overrides: { taskResourceLocalHandlers: handlers, waitTimeOverrides: waits, retryIntervalOverrides: pauses },
  });
  const path = [];
  const listening = (async () => {
    for await (const event of execution.eventLogs) if (event.type === "StateEntered") path.push(event.state.name);
  })();
  let status = "SUCCEEDED", error = null;
  try {
    await execution.result;
  } catch (failed) {
    status = "FAILED";
    error = failed.name;
  }
  await Promise.race([listening.catch(() => {}), new Promise((done) => setTimeout(done, 50))]);
  return { status, error, path, running: [...world.clusters.keys()] };
}

const { definition, input, runs } = JSON.parse(readFileSync(0, "utf8"));
for (const failure of runs) console.log(JSON.stringify(await run(definition, input, failure)));
