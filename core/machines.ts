/**
 * The machines, children first: a machine names the ones it starts. The one list: deployment, local runtime, command
 * line and tests read it.
 */
export const MACHINES = ['catalog-tables', 'publish-export', 'export-snapshot'] as const;
export type MachineName = (typeof MACHINES)[number];

/**
 * Those that no other machine starts: their end is the end of a run, and a person is told of it. A test holds the list
 * against the files.
 */
export const OUTERMOST_MACHINES: readonly MachineName[] = ['export-snapshot'];

/** Machines that every output of a replication has of its own. Their deployed names end in the output's. */
export const OUTPUT_MACHINES = ['replicate-large-object', 'replicate-missing', 'convert-object'] as const;
export type OutputMachineName = (typeof OUTPUT_MACHINES)[number];

/** Such a machine's name without the installation's. */
export const outputMachine = (machine: OutputMachineName, output: string): string => `${machine}-${output}`;

/** Machines of the side where changes of DynamoDB tables land: there only where one of them is published. */
export const PUBLISHING_MACHINES = ['publish-partition'] as const;
export type PublishingMachineName = (typeof PUBLISHING_MACHINES)[number];

/** Entries of `dynamodb`, as far as their machines depend on them. */
export type TableStreams = readonly {
  readonly name: string;
  readonly from?: unknown;
  readonly publish: readonly unknown[];
}[];

/** Those that are there. */
export const publishingMachines = (
  dynamodb: readonly Pick<TableStreams[number], 'publish'>[],
): readonly PublishingMachineName[] => (dynamodb.some(({ publish }) => publish.length > 0) ? PUBLISHING_MACHINES : []);

interface Output {
  readonly name: string;
  readonly convert?: unknown;
}

/** Those of one output: only where something is converted, a machine converts. */
export const machinesOf = ({ convert }: Pick<Output, 'convert'>): OutputMachineName[] =>
  OUTPUT_MACHINES.filter((machine) => machine !== 'convert-object' || convert !== undefined);

/** Outputs, of whichever replication. */
export type Replications = readonly { readonly outputs: readonly Output[] }[];

/** All of them in a configuration, as `outputMachine` calls them. */
export const outputMachines = (replications: Replications): string[] =>
  replications.flatMap(({ outputs }) =>
    outputs.flatMap((output) => machinesOf(output).map((machine) => outputMachine(machine, output.name))),
  );

/** Machines that every stream of DynamoDB's tables has of its own. Their deployed names end in the entry's. */
export const STREAM_MACHINES = ['load-table'] as const;
export type StreamMachineName = (typeof STREAM_MACHINES)[number];

/** Such a machine's name without the installation's. */
export const streamMachine = (machine: StreamMachineName, entry: string): string => `${machine}-${entry}`;

/** All of them in a configuration. Tables of another account are loaded there. */
export const streamMachines = (dynamodb: readonly Pick<TableStreams[number], 'name' | 'from'>[]): string[] =>
  dynamodb
    .filter(({ from }) => from === undefined)
    .flatMap(({ name }) => STREAM_MACHINES.map((machine) => streamMachine(machine, name)));

/** Any file of `statemachines`. */
export type AnyMachineName = MachineName | OutputMachineName | PublishingMachineName | StreamMachineName;
