import { memoryStore } from '../../../store';
import { caller } from '../runtime';
import { openS3, temporaryFolder } from './s3-over-http';

const target = { Bucket: 'lake', Key: 'k' };

it.each([
  ['PutObject', { ...target, Body: Buffer.from('other') }],
  ['DeleteObject', target],
])('%s that the store refuses overtakes no upload', async (operation, input) => {
  const store = memoryStore();
  const s3 = await openS3(temporaryFolder(), store);
  const call = caller(s3.service);
  await call('CreateBucket', { Bucket: 'lake' });
  await call('PutObject', { ...target, Body: Buffer.from('before') });
  const { UploadId } = await call('CreateMultipartUpload', target);
  const { ETag } = await call('UploadPart', { ...target, UploadId, PartNumber: 1, Body: Buffer.from('x') });
  const append = jest.spyOn(store, 'append').mockImplementation(() => {
    throw new Error('The disk is full.');
  });
  await expect(call(operation, input)).rejects.toThrow('The disk is full.');
  append.mockRestore();
  const { ETag: IfMatch } = await call('HeadObject', target);
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  const complete = { ...target, UploadId, MultipartUpload, IfMatch };
  await expect(call('CompleteMultipartUpload', complete)).resolves.toMatchObject({ Key: 'k' });
  s3.close();
});
