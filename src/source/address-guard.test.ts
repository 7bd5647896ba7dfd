import { expect, it } from 'vitest';
import { createAddressGuard, isPublicAddress } from './address-guard.ts';

it.each([
  ...[
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
  ],
  // Metadata services, carrier-grade NAT, multicast, broadcast, documentation and benchmarks.
  ...['169.254.169.254', '100.64.0.1', '100.127.255.255', '224.0.0.1', '239.1.1.1', '255.255.255.255'],
  ...['192.0.0.1', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '240.0.0.1'],
  ...['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12:3456::1', 'ff02::1', 'fec0::1', '2001:db8::1'],
  // Addresses that wrap another: mapped, compatible, translated, NAT64, local NAT64, 6to4, Teredo.
  ...['::ffff:127.0.0.1', '::ffff:8.8.8.8', '::127.0.0.1', '::ffff:0:127.0.0.1', '64:ff9b::7f00:1'],
  ...['64:ff9b::808:808', '64:ff9b:1::7f00:1', '2002:7f00:1::', '2001:0:7f00:1::', '100::1', '5f00::1'],
  ...['', 'localhost', 'example.com', '1.2.3'],
])('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

it.each([
  '8.8.8.8',
  '1.1.1.1',
  '93.184.216.34',
  '172.32.0.1',
  '100.128.0.1',
  '2606:4700::1111',
  '2a00:1450::1',
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

const check = (guard: ReturnType<typeof createAddressGuard>, url: string) => {
  try {
    guard.check(new URL(url));
    return 'passes';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

it('sees through every way to write an address', () => {
  const guard = createAddressGuard({ allowHosts: [] });
  const ways = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '[::1]',
    '[::ffff:7f00:1]',
    '0',
    '1２7.0.0.1',
  ];
  expect(ways.map((host) => check(guard, `http://${host}:8080/x`))).toEqual(ways.map(() => 'url-refused'));
  expect(check(guard, 'http://8.8.8.8/x')).toBe('passes');
});

it('lets through the hosts that are allowed, and no other', () => {
  const guard = createAddressGuard({ allowHosts: ['127.0.0.1', '[::1]', 'Intranet'] });
  expect(check(guard, 'http://127.0.0.1:99/')).toBe('passes');
  expect(check(guard, 'http://[::1]/')).toBe('passes');
  expect(check(guard, 'http://127.0.0.2/')).toBe('url-refused');
});

const look = (guard: ReturnType<typeof createAddressGuard>, host: string, all: boolean) =>
  new Promise((done) => {
    guard.lookup(host, { all }, (error, ...found) => done(error === null ? found : error));
  });

it('refuses a name when any of its addresses is private', async () => {
  const resolve = async () => [
    { address: '8.8.8.8', family: 4 },
    { address: '::1', family: 6 },
  ];
  const guard = createAddressGuard({ allowHosts: ['allowed.test'], resolve });
  expect(await look(guard, 'mixed.test', true)).toMatchObject({ code: 'url-refused' });
  expect(await look(guard, 'allowed.test', true)).toEqual([await resolve()]);
  expect(await look(guard, 'allowed.test', false)).toEqual(['8.8.8.8', 4]);
});

it('passes on that a name is not known, or has no address', async () => {
  const guard = createAddressGuard({
    allowHosts: [],
    resolve: async (host) => {
      if (host === 'empty.test') return [];
      throw Object.assign(new Error('nobody'), { code: 'ENOTFOUND' });
    },
  });
  expect(await look(guard, 'empty.test', true)).toMatchObject({ code: 'download-failed' });
  expect(await look(guard, 'no.test', true)).toMatchObject({ code: 'ENOTFOUND' });
});
