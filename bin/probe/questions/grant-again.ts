import { GrantPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { isAccepted, type Question } from '../question';

export const grantAgain: Question = {
  name: 'grantAgain',
  asks: 'May a grant be made again that is there?',
  ask: async (stage) => {
    const { account, database, lakeformation } = stage;
    // all of the account's principals may know that the empty database is there, while the probe runs
    const principal = `${account}:IAMPrincipals`;
    const grant = new GrantPermissionsCommand({
      Principal: { DataLakePrincipalIdentifier: principal },
      Resource: { Database: { Name: database } },
      Permissions: ['DESCRIBE'],
    });
    await stage.make({ kind: 'grant', database, principal }, () => lakeformation.send(grant));
    return isAccepted(() => lakeformation.send(grant), 'AlreadyExistsException', 'InvalidInputException');
  },
};
