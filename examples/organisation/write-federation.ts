import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { organisationDeclaration } from './declaration';

writeFileSync(path.join(__dirname, 'federation.yaml'), organisationDeclaration());
