import { AssetHashType } from 'aws-cdk-lib';
import { Architecture, Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Settings } from '../../../core/config/types';
import { regionTraits } from '../region-traits';
import { duckDbFolder, VERSION } from './duckdb-packages';

/** DuckDB for functions that read or write parquet: native code for the architecture of the Region. */
export class DuckDbLayer extends LayerVersion {
  constructor(scope: Construct, id: string, environment: Settings['environment']) {
    const { architecture } = regionTraits(environment);
    const cpu = architecture === Architecture.ARM_64 ? 'arm64' : 'x64';
    super(scope, id, {
      description: `DuckDB ${VERSION} for ${cpu}`,
      compatibleArchitectures: [architecture],
      // its 70 MB need not be read each time: version and architecture say what they are
      code: Code.fromAsset(duckDbFolder(cpu), { assetHashType: AssetHashType.CUSTOM, assetHash: `${VERSION}-${cpu}` }),
    });
  }
}
