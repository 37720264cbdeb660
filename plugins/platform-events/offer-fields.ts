import type { EventField, EventSource } from './event-fields.ts';

const firstItem = ({ order }: EventSource) => order.orderItems?.find((item) => item.parentId === undefined);
const offer = (source: EventSource) => firstItem(source)?.offer ?? source.order.offer;
const attributes = (source: EventSource) => offer(source)?.data?.attributes;
const product = (source: EventSource) => firstItem(source)?.products?.[0];

/**
 * The fields of an event that tells of an offer, as Limio's page "Platform Events Definitions" lists them for NEW_ORDER.
 *
 * Offer and product are those of the first item, else the order's own `offer`; LimioOrder has them all.
 */
export const OFFER_FIELDS: Readonly<Record<string, EventField>> = {
  OfferId: { length: 40, value: (source) => offer(source)?.id },
  OfferType: { length: 40, value: (source) => attributes(source)?.offer_type__limio },
  TermLengthUnits: { length: 40, value: (source) => attributes(source)?.term__limio?.type },
  TermLengthValue: { length: 40, value: (source) => attributes(source)?.term__limio?.length },
  ProductCode: { length: 40, value: (source) => product(source)?.attributes?.product_code__limio },
  ProductName: {
    length: 40,
    value: (source) => product(source)?.attributes?.display_name__limio ?? product(source)?.name,
  },
  OfferDisplayName: { length: 100, value: (source) => attributes(source)?.display_name__limio ?? offer(source)?.name },
  Description: { length: 100, value: (source) => attributes(source)?.display_description__limio },
  DisplayPrice: {
    length: 150,
    value: (source) => firstItem(source)?.price?.summary?.headline ?? attributes(source)?.display_price__limio,
  },
  StudentCourse: { length: 100, value: ({ order }) => order.studentDetails?.course },
  StudentUniversity: { length: 100, value: ({ order }) => order.studentDetails?.university },
  StudentGraduationYear: { length: 4, value: ({ order }) => order.studentDetails?.graduationYear },
};
