/**
 * The words that mark a field as a secret, card data or personal data. This is the only list: redaction, the check of
 * tenant files and the check of orders all read it.
 *
 * A field name is split into words (`BillingPostalCode`, `billing_postal_code` and `billing-postal-code` are the same), a
 * trailing number and Salesforce's `__c` and `__pc` are dropped, and the words are joined in lower case.
 *
 * Redaction deliberately keeps ids, references, amounts, currencies, dates, codes and statuses; `country`, which decides tax
 * and sequence; `name`, which usually belongs to an offer, a product or a plugin, not to a person (see
 * `PERSON_NAME_FIELDS`); `accountNumber`, which is the business key of an account in billing systems, and a bank account
 * only inside a bank's container; `state`, which is often a status; `companyName`.
 */
export interface FieldTerms {
  /** Match the last words of a name: `email` matches `PersonEmail`. */
  readonly ends: readonly string[];
  /** Match the whole name only, with or without its trailing number. */
  readonly exact: readonly string[];
  /** Match anywhere in a name. @default none */
  readonly anywhere?: readonly string[];
}

/** Credentials and anything that works as one. */
export const SECRET_FIELDS: FieldTerms = {
  ends: [
    'authorization',
    'cookie',
    'password',
    'passwd',
    'passphrase',
    'passcode',
    'secret',
    'secrets',
    'token',
    'accesstoken',
    'authtoken',
    'bearertoken',
    'refreshtoken',
    'idtoken',
    'clientsecret',
    'apikey',
    'secretkey',
    'accesskey',
    'accesskeyid',
    'privatekey',
    'signingkey',
    'encryptionkey',
    'functionskey',
    'apimsubscriptionkey',
    'signature',
    'assertion',
    'credential',
    'credentials',
    'sessionid',
    'otp',
    'otpcode',
    'mfacode',
    'authcode',
    'csrf',
    'xsrf',
    'secretanswer',
    'securityanswer',
  ],
  exact: ['auth', 'pwd', 'pass', 'session', 'setcookie', 'jwt', 'sig'],
};

/**
 * Credentials in a tenant file, in addition to `SECRET_FIELDS`: a name such as `passwordHash` is rejected there. Stored data
 * keeps such fields, because `authorizationStatus` must stay readable.
 */
export const SECRET_OPTIONS: FieldTerms = {
  ends: [],
  exact: [],
  anywhere: [
    'password',
    'passphrase',
    'secret',
    'apikey',
    'accesskey',
    'privatekey',
    'accesstoken',
    'authtoken',
    'refreshtoken',
    'bearertoken',
    'authorization',
    'credential',
  ],
};

/**
 * Credentials in the query of a URL, in addition to `SECRET_FIELDS`. As fields of a document these names are ordinary words.
 *
 * `code` is the key of an Azure function or the code of an OAuth login, `key` the key of a Google API, and `sig` (also a
 * field) the signature of an Azure Logic App or a shared access signature.
 */
export const SECRET_PARAMETERS: FieldTerms = {
  ends: ['subscriptionkey', 'functionkey', 'hostkey', 'accountkey', 'sharedkey', 'authkey', 'licensekey'],
  exact: ['code', 'key', 'sign', 'hmac', 'sas'],
};

/** Card numbers. */
export const CARD_NUMBER_FIELDS: FieldTerms = {
  ends: [
    'cardnumber',
    'cardno',
    'creditcardnumber',
    'creditcardno',
    'debitcardnumber',
    'debitcardno',
    'ccnumber',
    'ccno',
    'ccnum',
    'cardnum',
    'cardpan',
    'primaryaccountnumber',
  ],
  exact: ['pan'],
};

/** Security codes of cards. */
export const SECURITY_CODE_FIELDS: FieldTerms = {
  ends: [
    ...['cvv', 'cvv2', 'cvc', 'cvc2', 'csc', 'cvn', 'cvd'].flatMap((code) =>
      ['', 'code', 'number', 'value'].map((suffix) => `${code}${suffix}`),
    ),
    'securitycode',
    'cardsecuritycode',
    'cardcode',
    'cardverification',
    'cardverificationcode',
    'cardverificationvalue',
  ],
  exact: [],
};

/** Fields that hold a card number inside an object about a card or a payment, and something else elsewhere. */
export const NUMBER_IN_CARD_FIELDS: FieldTerms = { ends: [], exact: ['number', 'num', 'no', 'account'] };

/** Fields that hold a security code inside an object about a card or a payment, and something else elsewhere. */
export const CODE_IN_CARD_FIELDS: FieldTerms = {
  ends: ['verificationvalue', 'verificationcode'],
  exact: ['code', 'cid', 'cav', 'verification', 'security'],
};

/** Card numbers and security codes: redacted from stored data, and rejected in an order if the value is one. */
export const CARD_FIELDS: FieldTerms = {
  ends: [...CARD_NUMBER_FIELDS.ends, ...SECURITY_CODE_FIELDS.ends],
  exact: CARD_NUMBER_FIELDS.exact,
};

/** Other data of cards and bank accounts, which an order may hold and stored data may not. */
export const PAYMENT_FIELDS: FieldTerms = {
  ends: [
    'verificationvalue',
    'verificationcode',
    'cardexpiry',
    'cardexpirydate',
    'cardexpirationdate',
    ...['expiry', 'expiration', 'exp'].flatMap((word) => [`${word}month`, `${word}year`]),
    'cardholder',
    'cardholdername',
    'nameoncard',
    'iban',
    'bankaccount',
    'bankaccountnumber',
    'bankaccountname',
    'achaccountnumber',
    'achaccountname',
    'transferaccountnumber',
    'transferaccountname',
    'sortcode',
    'routingnumber',
    'abacode',
    'swiftcode',
    'biccode',
  ],
  exact: ['pin', 'expiry', 'cc', 'bic', 'swift'],
};

/** Who a person is, how to reach them and where they live. */
export const PERSONAL_FIELDS: FieldTerms = {
  ends: [
    'firstname',
    'lastname',
    'middlename',
    'surname',
    'familyname',
    'givenname',
    'forename',
    'fullname',
    'maidenname',
    'nickname',
    'salutation',
    'customername',
    'contactname',
    'recipientname',
    'accountname',
    'accountholder',
    'accountholdername',
    'username',
    'email',
    'emails',
    'emailaddress',
    'personemail',
    'workemail',
    'phone',
    'phones',
    'phonenumber',
    'workphone',
    'homephone',
    'otherphone',
    'mobilephone',
    'telephone',
    'mobile',
    'mobilenumber',
    'fax',
    'msisdn',
    'address',
    'addressline',
    'street',
    'streetname',
    'streetnumber',
    ...['billing', 'shipping', 'mailing'].flatMap((kind) => [`${kind}street`, `${kind}state`, `${kind}statecode`]),
    'buildingnumber',
    'housenumber',
    'city',
    'county',
    'postalcode',
    'postcode',
    'zip',
    'zipcode',
    'latitude',
    'longitude',
    'dateofbirth',
    'birthdate',
    'birthday',
    'ssn',
    'socialsecuritynumber',
    'nationalid',
    'passportnumber',
    'passport',
    'driverlicense',
    'driverslicense',
    'drivinglicence',
    'drivinglicense',
    'taxid',
    'nino',
    'fname',
    'lname',
    'recipient',
    'cellphone',
    'cellnumber',
    ...['client', 'remote', 'source', 'user', 'customer'].flatMap((who) => [`${who}ip`, `${who}mail`]),
  ],
  exact: [
    ...['dob', 'gender', 'initials', 'login', 'ip', 'town', 'mail', 'tel', 'cell'],
    // `line` alone is the line of a document.
    ...['line1', 'line2', 'line3', 'line4'],
  ],
};

/** Objects about one person, card or bank account: everything inside is removed, except `KEPT_IN_CONTAINERS`. */
export const SENSITIVE_CONTAINERS: FieldTerms = {
  ends: [
    'customerdetails',
    'billingdetails',
    'deliverydetails',
    'shippingdetails',
    'recipientdetails',
    'userdetails',
    'studentdetails',
    'contactdetails',
    'personaldetails',
    'contact',
    'contacts',
    'address',
    'addresses',
    'creditcard',
    'debitcard',
    'paymentcard',
    'carddetails',
    'cardinfo',
    'bankaccount',
    'recipient',
    'directdebit',
    'sepadebit',
    'banktransfer',
  ],
  exact: ['billto', 'soldto', 'shipto', 'person', 'card', 'ach', 'sepa', 'bank'],
};

/** What a sensitive container keeps: support needs it, and it does not identify the person. */
export const KEPT_IN_CONTAINERS: FieldTerms = {
  ends: ['id', 'type', 'status', 'country', 'countrycode', 'currency', 'version'],
  exact: ['sub', 'iss', 'brand', 'last', 'language', 'locale', 'timezone'],
};

/** Names that count as a person's when their object also has a personal field or a sensitive container. */
export const PERSON_NAME_FIELDS: FieldTerms = { ends: [], exact: ['name', 'displayname'] };

/** Salesforce objects (`attributes.type`) whose `Name` counts as a person's. */
export const PERSON_OBJECT_TYPES: readonly string[] = ['Account', 'Contact', 'Lead', 'User', 'PersonAccount'];
