import { abortUpload } from '../copy/multipart';
import { type CopyPlace, tokenOf } from '../copy/place';
import type { UploadMemory } from '../copy/relay-in-parts';
import type { SourceObject } from '../copy/source-object';
import { serverSideChecksum } from '../copy/transfer';
import type { ClaimUnderWay } from './claim-under-way';

/**
 * Keeps the upload of a claim in its item: one for the same version of the source is resumed, one for another is
 * aborted. So is one that was begun for another way: its parts have other sizes and checksums.
 */
export const uploadOfClaim =
  (claim: ClaimUnderWay, place: CopyPlace) =>
  (object: SourceObject): UploadMemory => {
    const checksum = serverSideChecksum(place, object);
    const token = [tokenOf(place, object), ...(checksum === undefined ? [] : [checksum])].join(' ');
    const known = claim.item.upload;
    return {
      ...(known?.token === token ? { uploadId: known.id } : {}),
      remember: async (id) => {
        try {
          await claim.amend({ upload: { id, token } });
        } catch (error) {
          // nobody would know of it
          await abortUpload(place, id);
          throw error;
        }
        if (known !== undefined) await abortUpload(place, known.id);
      },
    };
  };

/** Before the item forgets it: an upload that its copy did not complete. One that was completed is not found. */
export async function abortLeftUpload({ item }: ClaimUnderWay, place: CopyPlace): Promise<void> {
  if (item.upload !== undefined) await abortUpload(place, item.upload.id);
}
