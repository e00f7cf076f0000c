/** Address of a server. */
export function requireVariable(name: string): string {
  const url = process.env[name];
  if (url === undefined || url === '') {
    throw new Error(
      `${name} is not set. Start the servers and these checks together: bash .ci/foreign <scratch folder>`,
    );
  }
  return url;
}
