import { permissionLevel } from '../../../policies/catalog/index';

const aws = (name: string): string => `arn:aws:iam::aws:policy/${name}`;
const OWN = 'arn:aws:iam::111122223333:policy/own';
const allowing = (Action: string | readonly string[], Resource = '*'): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});

test.each([
  ['no permissions are known', undefined, 'unknown', 'the permissions are not in the input'],
  ['an administrator', { managed: [aws('AdministratorAccess')], inline: {} }, 'admin', 'AdministratorAccess'],
  ['an inline star', { managed: [], inline: { all: allowing('*') } }, 'admin', '`all`'],
  [
    'a way to more',
    { managed: [], inline: { x: allowing('iam:PutRolePolicy') } },
    'admin',
    'iam:PutRolePolicy',
  ],
  [
    'an administrator in an unknown boundary',
    { managed: [aws('AdministratorAccess')], inline: {}, boundary: OWN },
    'unknown',
    'AdministratorAccess',
  ],
  [
    'an administrator in a boundary for reading',
    { managed: [aws('AdministratorAccess')], inline: {}, boundary: aws('ReadOnlyAccess') },
    'read',
    'ReadOnlyAccess',
  ],
  [
    'full access to a service',
    { managed: [aws('AmazonS3FullAccess')], inline: {} },
    'write',
    'AmazonS3FullAccess',
  ],
  [
    'an inline action that writes',
    { managed: [], inline: { up: allowing('s3:PutObject') } },
    'write',
    '`up`',
  ],
  ['AWS for reading', { managed: [aws('ReadOnlyAccess')], inline: {} }, 'read', 'ReadOnlyAccess'],
  [
    'inline for reading',
    { managed: [], inline: { r: allowing(['s3:GetObject', 's3:List*']) } },
    'read',
    '`r`',
  ],
  ['an own policy that is not in the input', { managed: [OWN], inline: {} }, 'unknown', 'does not contain'],
  ['an own policy that is', { managed: [OWN], inline: { [OWN]: allowing('s3:PutObject') } }, 'write', OWN],
  [
    'attachments that could not be read',
    { managed: [], inline: {}, unread: ['`for_each`'] },
    'unknown',
    'for_each',
  ],
  [
    'reading, and attachments that could not be read',
    { managed: [aws('ReadOnlyAccess')], inline: {}, unread: ['`for_each`'] },
    'unknown',
    'for_each',
  ],
  ['none at all', { managed: [], inline: {} }, 'none', 'no policy'],
] as const)('%s', (_, permissions, level, because) => {
  expect(permissionLevel(permissions)).toEqual({ level, because: expect.stringContaining(because) });
});
