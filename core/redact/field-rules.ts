/**
 * Which field names are removed from what is stored, as data.
 *
 * A name is split into words (`BillingPostalCode`, `billing_postal_code` and `billing-postal-code` are the same),
 * a trailing number and Salesforce's `__c` and `__pc` are dropped, and the words are joined in lower case.
 * An `ends` term matches the last words of a name (`email` matches `PersonEmail`), an `exact` term the whole name.
 *
 * What stays on purpose: ids, references, amounts, currencies, dates, codes and statuses; `country`, which decides
 * tax and sequence; `name`, which is an offer's, a product's or a plugin's far more often than a person's (see
 * `NAMES_OF_A_PERSON`); `accountNumber`, which in billing systems is the business key of an account and is a bank's only
 * inside a bank's container; `state`, which is as often a status; `companyName`.
 */
export interface FieldTerms {
  readonly ends: readonly string[];
  readonly exact: readonly string[];
}

/** Credentials and everything that stands for one. */
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
  ],
  exact: ['auth', 'pwd', 'setcookie', 'jwt', 'sig'],
};

/**
 * Credentials in the query of a URL, beside `SECRET_FIELDS`. As fields of a document the same names are ordinary words.
 *
 * `code` is the key of an Azure function and the code of an OAuth login, `key` that of a Google API, `sig` (a field too)
 * the signature of an Azure Logic App or a shared access signature.
 */
export const SECRET_PARAMETERS: FieldTerms = {
  ends: ['subscriptionkey', 'functionkey', 'hostkey', 'accountkey', 'sharedkey', 'authkey', 'licensekey'],
  exact: ['code', 'key', 'sign', 'hmac', 'sas'],
};

/** Cards and bank accounts. */
export const PAYMENT_FIELDS: FieldTerms = {
  ends: [
    'cardnumber',
    'cardno',
    'ccnumber',
    'cardpan',
    'primaryaccountnumber',
    'cvv',
    'cvc',
    'csc',
    'cvvcode',
    'cvvnumber',
    'cvvvalue',
    'cvv2code',
    'cvv2number',
    'cvccode',
    'cvcnumber',
    'cvcvalue',
    'csccode',
    'cscnumber',
    'cscvalue',
    'securitycode',
    'verificationvalue',
    'verificationcode',
    'cardexpiry',
    'cardexpirydate',
    'cardexpirationdate',
    'expirymonth',
    'expiryyear',
    'expirationmonth',
    'expirationyear',
    'expmonth',
    'expyear',
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
  ],
  exact: ['pan', 'pin', 'expiry', 'cc'],
};

/** What tells who a person is, how to reach them and where they live. */
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
    'billingstreet',
    'shippingstreet',
    'mailingstreet',
    'buildingnumber',
    'housenumber',
    'city',
    'county',
    'billingstate',
    'shippingstate',
    'mailingstate',
    'billingstatecode',
    'shippingstatecode',
    'mailingstatecode',
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
  ],
  exact: ['dob', 'gender', 'initials', 'login', 'ip', 'town'],
};

/** Objects that are about one person, card or bank account: everything inside goes, except `KEPT_INSIDE`. */
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
    'directdebit',
    'sepadebit',
    'banktransfer',
  ],
  exact: ['billto', 'soldto', 'shipto', 'person', 'card', 'ach', 'sepa', 'bank'],
};

/** What a sensitive container keeps, because support needs it and it says nothing about the person. */
export const KEPT_IN_CONTAINERS: FieldTerms = {
  ends: ['id', 'type', 'status', 'country', 'countrycode', 'currency', 'version'],
  exact: ['sub', 'iss', 'brand', 'last', 'language', 'locale', 'timezone'],
};

/** Names that are a person's when the object they stand in has another personal field or a container beside them. */
export const PERSON_NAME_FIELDS: FieldTerms = { ends: [], exact: ['name', 'displayname'] };

/** Salesforce objects (`attributes.type`) whose `Name` is taken for a person's. */
export const PERSON_OBJECT_TYPES: readonly string[] = ['Account', 'Contact', 'Lead', 'User', 'PersonAccount'];
