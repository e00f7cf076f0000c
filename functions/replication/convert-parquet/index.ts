import { createLog, createMetrics, lambdaEntry } from '../../shared/powertools';
import { deployedOutput } from '../object/deployed-output';
import { deployedReplicator } from '../object/deployed-replicator';
import { createHandler } from './handler';

const log = createLog('convert-parquet');
const metrics = createMetrics('convert-parquet');
const { output } = deployedOutput();

export const handler = lambdaEntry(metrics, createHandler(deployedReplicator(output, log, metrics.record)));
