import { BlockList, isIP } from 'node:net';

/** Whether an address lies in a network (`203.0.113.0/24`) or is it. */
export function isInNetwork(address: string, network: string): boolean {
  const [base = '', bits] = network.split('/');
  const [own, other] = [isIP(address), isIP(base)];
  const prefix = bits === undefined ? (other === 6 ? 128 : 32) : Number(bits);
  if (own === 0 || own !== other || !Number.isInteger(prefix) || prefix < 0 || prefix > (own === 6 ? 128 : 32)) {
    return false;
  }
  const type = own === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(base, prefix, type);
  return list.check(address, type);
}
