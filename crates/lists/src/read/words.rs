//! Words that name columns, in lower case, without spaces, hyphens, dots and underscores, parted by spaces. They help to
//! tell a header from a row and the column with the addresses from the others; content counts before them.

/// "E-mail address" and the like, alone in a header's cell.
pub(crate) const EMAIL: &str = "\
    email emails emailaddress emailaddresses emailid mail mailaddress mailadresse emailadresse adresseemail \
    adressemail adresseelectronique courriel mél courrielélectronique correo correoelectronico \
    correoelectrónico direccióndecorreo direcciondecorreo correio correioeletronico correioeletrônico \
    endereçodeemail enderecodeemail postaelettronica indirizzoemail indirizzomail emailadres mailadres epost \
    epostadress epostadresse epostaddress sähköposti sahkoposti adresemail adrespocztyelektronicznej \
    pocztaelektroniczna emailováadresa elektronickápošta emailcím emailcim epostacím eposta epostaadresi \
    епошта почта электроннаяпочта адресэлектроннойпочты эмейл имейл емейл ηλεκτρονικόταχυδρομείο ημαιλ \
    email地址 邮箱 电子邮件 电子邮箱 電子郵件 電郵 信箱 メール メールアドレス eメール 이메일 이메일주소 البريدالإلكتروني البريد אימייל דואראלקטרוני \
    ईमेल surel thưđiệntử อีเมล contactemail workemail emailwork primaryemail personalemail subscriberemail \
    customeremail useremail";

/// Parts of longer names, as in "Email sent to".
pub(crate) const EMAIL_PARTS: &str = "\
    email mailadr courriel correo correio postaelettronica epost eposta sähköposti pocztaelektr emailcím メール 邮箱 邮件 郵件 \
    電郵 почт имейл эмейл ταχυδρομ 이메일 بريد דואר ईमेल อีเมล thưđiệntử";

/// Names of other columns that lists of people have.
pub(crate) const OTHER: &str = "\
    name fullname firstname lastname surname vorname nachname nom prénom prenom nombre apellido apellidos \
    nome cognome sobrenome naam voornaam achternaam förnamn efternamn fornavn etternavn imię nazwisko jméno \
    příjmení имя фамилия 名前 氏名 姓名 이름 id nr no number customerid company firma société empresa azienda phone \
    telephone telefon téléphone teléfono telefono city town ort stadt ville ciudad città country land pays \
    país paese date datum fecha data status source gender language tags";
