#!/usr/bin/env node
require('tsx/cjs');
require('./lakeferry.ts');
