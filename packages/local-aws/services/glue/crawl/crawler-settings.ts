import { ServiceError } from '../../../service';

/** What a crawler's `Configuration` JSON says, with Glue's defaults. */
export interface CrawlerConfiguration {
  readonly tableLevel?: number;
  readonly combineSchemas: boolean;
  /** More tables than that: the crawl fails and writes nothing. */
  readonly tableThreshold?: number;
  readonly partitionsInheritFromTable: boolean;
  readonly mergeNewColumns: boolean;
}

interface ConfigurationJson {
  readonly Version?: number;
  readonly Grouping?: {
    readonly TableLevelConfiguration?: number;
    readonly TableGroupingPolicy?: string;
    readonly TableThreshold?: number;
  };
  readonly CrawlerOutput?: {
    readonly Partitions?: { readonly AddOrUpdateBehavior?: string };
    readonly Tables?: { readonly AddOrUpdateBehavior?: string; readonly TableThreshold?: number };
  };
}

/** Throws InvalidInputException when it is not JSON with `Version` 1. */
export function parseCrawlerConfiguration(text: string | undefined): CrawlerConfiguration {
  const { Grouping, CrawlerOutput } = text === undefined || text === '' ? {} : parse(text);
  return {
    tableLevel: Grouping?.TableLevelConfiguration,
    combineSchemas: Grouping?.TableGroupingPolicy === 'CombineCompatibleSchemas',
    tableThreshold: CrawlerOutput?.Tables?.TableThreshold ?? Grouping?.TableThreshold,
    partitionsInheritFromTable: CrawlerOutput?.Partitions?.AddOrUpdateBehavior === 'InheritFromTable',
    mergeNewColumns: CrawlerOutput?.Tables?.AddOrUpdateBehavior === 'MergeNewColumns',
  };
}

function parse(text: string): ConfigurationJson {
  let value: ConfigurationJson;
  try {
    value = JSON.parse(text) as ConfigurationJson;
  } catch {
    throw new ServiceError('InvalidInputException', `Configuration is not valid JSON: ${text}`);
  }
  if (value.Version !== 1) {
    throw new ServiceError(
      'InvalidInputException',
      `Configuration version ${value.Version} is not supported; use 1.0.`,
    );
  }
  const level = value.Grouping?.TableLevelConfiguration;
  if (level !== undefined && (!Number.isInteger(level) || level < 1)) {
    throw new ServiceError(
      'InvalidInputException',
      `TableLevelConfiguration must be a positive integer, not ${level}.`,
    );
  }
  return value;
}
