import { PutParameterCommand, paginateGetParametersByPath, type SSMClient } from '@aws-sdk/client-ssm';
import type { Settings } from '../../core/config/types';
import { namesOf } from '../../core/deployed-names';
import {
  INSTALLATIONS_PATH,
  InstallationRefusedError,
  MARKER_DESCRIPTION,
  markerOf,
  unexpectedInstallations,
} from '../../core/installations';

/** Marks this computer's account as holding the installation. Throws where CloudFormation would refuse its first deployment. */
export async function registerInstallation({ environment }: Settings, client: SSMClient): Promise<void> {
  const { installation, deployed } = namesOf(environment);
  const found: string[] = [];
  for await (const page of paginateGetParametersByPath({ client }, { Path: INSTALLATIONS_PATH })) {
    found.push(...(page.Parameters ?? []).map(({ Name = '' }) => Name));
  }
  if (found.includes(markerOf(installation))) return;
  const others = unexpectedInstallations(installation, environment.beside ?? [], found);
  if (others.length > 0) throw new InstallationRefusedError(installation, others);
  const marker = { Name: markerOf(installation), Value: deployed('lake'), Description: MARKER_DESCRIPTION };
  await client.send(new PutParameterCommand({ ...marker, Type: 'String' }));
}
