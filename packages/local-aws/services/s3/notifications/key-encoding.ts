/** A key as events and filters have it: form-encoded, slashes as they are. `a b=1/+` is `a+b%3D1/%2B`. */
export const encodedKey = (key: string): string =>
  encodeURIComponent(key)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/');
