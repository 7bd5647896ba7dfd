import type { Phrases } from './languages.ts';

/**
 * Titles of columns in the languages of which only plain invoices are read, by role; the final amount by how plainly the title
 * says so, weakest first.
 */
export const PLAIN_TITLES: Readonly<
  Record<
    | 'serial'
    | 'code'
    | 'description'
    | 'quantity'
    | 'unit'
    | 'rate'
    | 'discount'
    | 'discount-rate'
    | 'taxable'
    | 'tax'
    | 'tax-rate'
    | 'amounts'
    | 'totals'
    | 'nets',
    Phrases
  >
> = {
  serial: {
    cs: 'c|cislo|por c|p c',
    hu: 'ssz|sorsz|sorszam',
    pl: 'lp|l p',
    ro: 'nr crt|crt',
    tr: 'sira|sira no',
    sv: 'rad',
    fi: 'rivi',
  },
  code: {
    cs: 'kod|kod zbozi|katalogove cislo|cislo polozky',
    hu: 'cikkszam|vtsz|vtsz szj|teszor|szj|kod',
    pl: 'kod|indeks|symbol|pkwiu|gtu|pkwiu cn|nr katalogowy|kod towaru',
    ro: 'cod|cod produs|cod articol',
    tr: 'urun kodu|stok kodu|malzeme kodu|kod',
    sv: 'artikel nr|art nr|artnr|artikelnr|artikelnummer|prod nr',
    da: 'varenr|vare nr|varenummer|produktnr',
    nb: 'varenr|vare nr|varenummer|produktnr|produkt nr',
    fi: 'tuotekoodi|tuotenro|tuotenumero|koodi',
    pt: 'ncm|ncm sh|cfop|cst|csosn|cod prod|codigo do produto',
  },
  description: {
    cs: 'popis|oznaceni|oznaceni dodavky|nazev|nazev polozky|nazev zbozi|polozka|polozky|predmet|predmet plneni|predmet fakturace|nazov|nazov polozky|oznacenie dodavky|popis polozky|text|nazev popis',
    hu: 'megnevezes|tetel|tetel megnevezese|termek|szolgaltatas|termek megnevezese|termek szolgaltatas|termek szolgaltatas megnevezese|leiras|megnevezes leiras|szolgaltatas megnevezese',
    pl: 'nazwa|nazwa towaru lub uslugi|nazwa towaru uslugi|nazwa towaru i uslugi|nazwa towaru|nazwa uslugi|nazwa produktu|opis|towar usluga|towar|usluga|wyszczegolnienie|przedmiot|nazwa i opis|nazwa pozycji|nazwa towar usluga',
    ro: 'denumirea produselor sau a serviciilor|denumirea produselor sau serviciilor|denumirea produselor|denumirea serviciilor|denumire|denumirea|denumire produs|denumire produse|denumire serviciu|denumire produs serviciu|denumire produse servicii|descriere|produs|produse|serviciu|servicii|explicatii',
    tr: 'mal hizmet|mal hizmet cinsi|malin cinsi|urun|urun adi|urun hizmet|aciklama|cinsi|hizmet|mal hizmet adi|mal hizmet aciklamasi|stok adi|malzeme hizmet aciklamasi',
    sv: 'benamning|beskrivning|produkt|tjanst|specifikation|artikelbenamning|produkt tjanst',
    da: 'tekst|beskrivelse|varetekst|vare|ydelse|produkt|varebeskrivelse|specifikation',
    nb: 'tekst|beskrivelse|varetekst|vare|tjeneste|produkt|varebeskrivelse|spesifikasjon',
    fi: 'kuvaus|tuote|nimike|selite|tuotenimi|palvelu|tuote palvelu|tuotekuvaus|nimi',
    pt: 'descricao dos produtos servicos|descricao do produto servico|discriminacao dos servicos|descricao produto',
  },
  quantity: {
    cs: 'mnozstvi|mnozstvo|pocet|pocet mj|pocet ks|ks|pocet jednotek|dodane mnozstvi',
    hu: 'mennyiseg|menny|db',
    pl: 'ilosc|szt|liczba',
    ro: 'cantitate|cantitatea|cant',
    tr: 'miktar|adet',
    sv: 'antal|lev ant|levant|ant|lev antal|levererat|levererat antal|timmar',
    da: 'antal|stk|timer|maengde',
    nb: 'antall|ant|timer|mengde',
    fi: 'maara|kpl|lkm|tunnit',
  },
  unit: {
    cs: 'mj|m j|jednotka|j|merna jednotka',
    hu: 'm e|mee|menny egys|mennyisegi egyseg|egyseg|me egyseg',
    pl: 'jm|j m|jedn|jednostka|jedn miary|miara|jednostka miary',
    ro: 'um|u m|unitate|unitate de masura',
    tr: 'birim|br',
    sv: 'enhet|enh',
    da: 'enhed|enh',
    nb: 'enhet|enh',
    fi: 'yks|yksikko|a',
  },
  rate: {
    cs: 'cena za mj|cena|jednotkova cena|cena za jednotku|cena mj|cena ks|j cena|jedn cena|cena za m j|cena za ks|cena za kus|cena za mj bez dph|cena bez dph mj|jednotkova cena bez dph|cena m j',
    hu: 'egysegar|netto egysegar|brutto egysegar|egyseg ar|e ar|netto e ar|egysegar netto|ar egyseg|netto egyseg ar',
    pl: 'cena|cena netto|cena brutto|cena jedn|cena jednostkowa|cena jedn netto|cena jednostkowa netto|cena jedn brutto|cena jednostkowa brutto|cena j|c j netto|cena jednostk netto|cena za szt|stawka godzinowa|cena netto jedn',
    ro: 'pret|pret unitar|pretul unitar|pret unitar fara tva|pretul unitar fara tva|pret unitar fara t v a|pret unitar fara tva lei|pret fara tva|pret u',
    tr: 'birim fiyat|birim fiyati|fiyat|b fiyat|birim fiyat kdv haric',
    sv: 'a pris|apris|pris|pris st|pris enhet|pris per enhet|styckpris|timpris|pris kr|a pris kr',
    da: 'enhedspris|pris|stk pris|stykpris|pris pr stk|pris stk|pris pr enhed|a pris|timepris',
    nb: 'enhetspris|pris|stk pris|stykkpris|pris pr stk|pris stk|pris pr enhet|a pris|timepris',
    fi: 'a hinta|ahinta|hinta|yksikkohinta|yks hinta|a hinta alv 0|tuntihinta|kpl hinta|hinta kpl|yksikkohinta veroton|a hinta veroton',
  },
  discount: {
    pl: 'rabat',
    cs: 'sleva',
    hu: 'kedvezmeny|engedmeny',
    ro: 'reducere|discount',
    tr: 'iskonto|iskonto tutari|indirim|indirim tutari',
    fi: 'alennus|ale',
    sv: 'rabatt',
    da: 'rabat',
    nb: 'rabatt',
  },
  'discount-rate': {
    pl: 'rabat %|% rabat',
    cs: 'sleva %',
    tr: 'iskonto orani|iskonto %|indirim %|indirim orani',
    fi: 'ale %|alennus %',
    sv: 'rab %|rabatt %',
    da: 'rabat %',
    nb: 'rabatt %',
    hu: 'kedvezmeny %',
  },
  taxable: {
    pt: 'bc icms|base icms|b calc icms|base calc icms|bc do icms|base de calculo icms',
    hu: 'adoalap',
    pl: 'podstawa opodatkowania',
    tr: 'matrah|kdv matrahi',
  },
  tax: {
    cs: 'dph|castka dph|vyse dph|dph kc|vyska dph|suma dph',
    hu: 'afa|afa ertek|afa erteke|afa osszeg|afa osszege|ado|afa ft',
    pl: 'kwota vat|vat kwota|podatek vat|wartosc vat|kwota podatku|podatek|vat wartosc|kwota podatku vat',
    ro: 'valoare tva|valoarea tva|tva lei|valoare t v a|suma tva',
    tr: 'kdv|kdv tutari|kdv tutar|diger vergiler',
    sv: 'momsbelopp|moms kr|moms belopp',
    da: 'momsbelob|moms belob|moms kr',
    nb: 'mva belop|mva kr',
    fi: 'vero|alv osuus|alv eur|alv summa|veron osuus',
    pt: 'valor icms|v icms|vlr icms|valor do icms|valor ipi|v ipi|vlr ipi|valor iss',
  },
  'tax-rate': {
    cs: 'dph %|% dph|sazba dph|sadzba dph|dph sazba|sazba|sadzba|sazba dph %',
    hu: 'afa kulcs|afakulcs|afa %|afa kulcsa',
    pl: 'stawka vat|stawka|vat stawka|stawka podatku|stawka podatku vat|st vat',
    ro: 'cota tva|cota|tva %|cota tva %',
    tr: 'kdv orani|kdv %|kdv oran|kdv orani %',
    sv: 'moms %|momssats|moms',
    da: 'moms %|momssats|moms',
    nb: 'mva %|mva sats|mva',
    fi: 'alv|alv %|alv kanta|verokanta|alv prosentti',
    pt: '% icms|aliq icms|icms %|aliq ipi|% ipi|ipi %|aliq iss',
  },
  amounts: {
    cs: 'castka|suma',
    hu: 'ertek|ar',
    pl: 'wartosc|kwota',
    ro: 'suma',
    tr: 'tutar|tutari',
    sv: 'belopp',
    da: 'belob|beloeb',
    nb: 'belop|sum',
    fi: 'summa',
  },
  totals: {
    cs: 'celkem|celkem s dph|cena celkem|celkova cena|spolu|spolu s dph|cena s dph|celkom|celkem kc|cena celkem s dph|s dph|celkom s dph',
    hu: 'osszesen|brutto ar|brutto ertek|brutto osszeg|brutto osszesen|osszeg|brutto',
    pl: 'wartosc brutto|kwota brutto|brutto|razem|wartosc brutto pln|suma',
    ro: 'total|valoare totala|valoare cu tva|total cu tva',
    tr: 'toplam|toplam tutar|kdv dahil tutar|genel toplam',
    sv: 'summa|totalt|radsumma|summa inkl moms|pris totalt|summa kr',
    da: 'i alt|sum|linjetotal|pris i alt|total|belob inkl moms|i alt kr',
    nb: 'totalt|linjesum|pris totalt|total|belop inkl mva|sum inkl mva',
    fi: 'yhteensa|verollinen|verollinen yhteensa|rivisumma|yhteensa eur|yhteensa sis alv|summa eur|verollinen summa',
  },
  nets: {
    cs: 'bez dph|cena bez dph|celkem bez dph|zaklad|zaklad dph|cena celkem bez dph|castka bez dph|spolu bez dph|zaklad dane',
    hu: 'netto ar|netto ertek|netto osszeg|netto osszesen|ertek netto|netto|osszesen netto',
    pl: 'wartosc netto|kwota netto|netto|wartosc netto pln|wartosc sprzedazy netto',
    ro: 'valoare|valoarea|valoare fara tva|valoarea fara tva|valoare neta|valoare lei|valoarea lei|valoare fara t v a|total fara tva',
    tr: 'mal hizmet tutari|net tutar|kdv haric tutar|mal hizmet bedeli|net tutari',
    sv: 'summa exkl moms|netto|belopp exkl moms|nettobelopp|summa exkl',
    da: 'i alt ekskl moms|netto|belob ekskl moms|total ekskl moms|nettobelob',
    nb: 'sum eks mva|netto|belop eks mva|total eks mva|nettobelop',
    fi: 'veroton|veroton summa|veroton yhteensa|yhteensa veroton|yhteensa alv 0|alv 0',
  },
};
