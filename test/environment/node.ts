import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';
import { cachingCode } from './cached-code';

// A worker loads this file once; Jest looks the function up for every module.
Object.assign(vm, { compileFunction: cachingCode(vm.compileFunction) });

/** Jest's environment for Node, in which modules are compiled once a worker. */
export default TestEnvironment;
