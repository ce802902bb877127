import { wordSet } from "./words.ts";

/** Words inside a name that keep a small letter. */
export const PARTICLES = wordSet("da de do das dos del la las los e y di van von der den le du el bin al");

/** Surnames that people bear behind a particle, folded; others there are more often companies or places. */
export const PARTICLE_SURNAMES = wordSet(`
  silva santos souza sousa costa oliveira nascimento almeida rocha lima cunha cruz luz paz rosa mata motta mota
  gama fonseca freitas andrade barros araujo azevedo campos castro carvalho moraes morais melo mello miranda moura
  paula jesus deus conceicao gloria graca guia penha rosario silveira siqueira vega valle leon torre torres
  fuente fuentes rio rios riva hoz hoya calle garza mora parra pena pozo toro castillo carmen pilar
  guadalupe angeles dolores lourdes socorro assis aquino avila borba brito caldas camargo faria farias macedo
  magalhaes matos medeiros mendonca menezes meireles miguel nobrega novaes paiva pinho queiroz ramos
  reis sales sampaio sena serra soares tavares toledo vasconcelos veiga vieira xavier abreu aguiar alencar amaral
  cerqueira franca lacerda lara lucca souto brum cabral goes lemos pires salles teves caro cordoba caceres
  anda barca blas burgos cardenas cossio dios espinosa guzman haro hita iglesia igreja casas cueva maza oca osa
  peralta pineda ponce quevedo rueda solis soto ugarte unamuno urquiza vivar zayas
`);

/** Cities of several words that read like names. */
export const CITIES: ReadonlySet<string> = new Set(
  (
    "belo horizonte,sao paulo,rio de janeiro,porto alegre,porto velho,campo grande,joao pessoa,sao luis,rio branco," +
    "sao jose dos campos,ribeirao preto,caxias do sul,juiz de fora,feira de santana,foz do iguacu,boa vista,buenos aires," +
    "la plata,mar del plata,santa fe,santa cruz,la paz,san salvador,santo domingo,ciudad de mexico,mexico city," +
    "san luis potosi,monte video,villa carlos paz,new york,new york city,los angeles,san francisco,san diego,san antonio," +
    "las vegas,salt lake city,el paso,fort worth,vila nova de gaia,las palmas,la coruna,san sebastian"
  ).split(","),
);

/** What tells a company: behind it, or before it. */
export const COMPANY_MARK = wordSet(`
  empresa companhia cia compania loja tienda agencia escritorio clinica consultoria construtora imobiliaria fabrica
  restaurante hotel escola escuela colegio universidade universidad banco grupo instituto fundacao fundacion
  ltda sa srl sas inc llc ltd corp gmbh company firm agency studio group shop store school university
`);

/**
 * Words that no bare or cued name contains, folded. Common words of the three languages that start or
 * carry short answers; grows whenever an answer was taken for a name.
 */
export const NEVER_A_NAME = wordSet(`
  a an the and or but if so to of in on at for with by about from as up is are was were be been am do does did done can could
  would should will shall may might must not no yes ok okay okey yeah yep nope nah none null undefined test testing
  i i'm im i'd i'll i've me my mine you your yours he she it its it's we us our they them their this that these those who
  what when where why how which there here then than now today tomorrow yesterday soon later maybe perhaps
  please thanks thank sorry hi hello hey good great fine well nice cool sure bye goodbye morning afternoon evening night
  want wants need needs like likes looking interested help send get give know think see buy sell pay price prices cost
  budget plan plans money company business work works working job team people person customer client owner manager seller
  founder director engineer developer teacher doctor lawyer dentist student designer nurse architect accountant
  name names phone number email mail website site store shop product service demo quote info information question
  more less all any some many much few other another new old free ready busy happy late just only very too really also
  back stop restart start cancel human agent bot robot nothing anything something someone anyone nobody everybody
  not don't dont can't cant won't didn't doesn't isn't aren't never always still yet already call write text message
  asap first second third last next one two three four five six seven eight nine ten
  eu voce voces vc vcs ele ela nos eles elas meu minha meus minhas seu sua seus suas um uma uns umas os as ao aos na nas
  num numa em por para pra pro com sem sobre ate entre que quem qual quais quando onde porque pq como quanto quanta
  quantos quantas mas ou se nao sim talvez tambem so ainda ja agora hoje amanha ontem depois antes aqui ali la muito muita
  pouco pouca mais menos bem mal bom boa otimo otima oi ola opa tchau obrigado obrigada obg valeu beleza blz claro certo
  tudo nada algo alguem ninguem todos todas isso isto aquilo esse essa este esta aquele estou esta estao estamos sou somos
  sao foi ser estar ter tem tenho temos quero queria queremos preciso precisamos gostaria gosto posso pode podem vou vai
  vamos fazer saber falar comprar vender pagar ver ligar mandar enviar ajuda ajudar preco precos valor valores orcamento
  plano planos empresa loja negocio trabalho trabalhar cliente dono dona gerente vendedor vendedora aluno aluna
  dentista medico medica advogado advogada professor professora engenheiro engenheira arquiteto arquiteta contador
  contadora autonomo autonoma empresario empresaria estudante designer programador programadora nutricionista
  psicologo psicologa fotografo fotografa consultor consultora corretor corretora enfermeiro enfermeira dentro
  nome telefone celular numero site produto servico duvida pergunta informacao informacoes novo nova interessado
  interessada depende segredo prefiro anonimo anonima ninguem pessoa gente casa dia noite tarde manha semana mes ano
  yo tu usted ustedes el ella ellos ellas nosotros mi mis su sus un una unos unas al lo le les te nos con sin sobre hasta
  para por que quien cual cuales cuando donde porque como cuanto cuanta cuantos cuantas pero si tal vez quizas quiza
  tambien solo aun ya ahora hoy manana ayer despues aqui alli alla muy mucho mucha mas bien malo bueno buena buenas
  buenos hola adios gracias todo nada algo alguien nadie esto eso aquello ese esa estoy estan estamos soy son fue
  tener tiene tengo tenemos quiero quisiera queremos necesito necesitamos gustaria puedo puede pueden voy va vamos hacer
  hablar comprar llamar enviar ayuda ayudar precio precios presupuesto tienda negocio trabajo cliente clienta dueno duena
  gerente vendedor alumno alumna medico abogado abogada profesor profesora ingeniero ingeniera arquitecto
  contador estudiante empresario numero telefono sitio producto servicio duda pregunta informacion nuevo nueva
  interesado interesada secreto anonimo persona dias noches tardes gracias favor
  sindico sindica administrador administradora diretor diretora director directora socio socia presidente presidenta secretario secretaria
  bons broken urgent desperate ridiculous retired serious curious anxious tired bored angry upset mad pissed confused worried
  allergic vegan single married divorced widowed pregnant disabled deaf blind broke poor rich sick ill dead alive hungry
  thing things stuff terrible awful horrible horrid insane crazy unacceptable important possible impossible difficult easy
  expensive cheap wrong right true false correct real fake scam serious anytime whenever anywhere whatever cell mobile
  homeowner landlord tenant renter neighbour neighbor pensioner widow widower single mother father mom dad
  seguinte serio alergico alergica pensionista viuva viuvo viuda viudo jubilado jubilada aposentado aposentada solteiro
  solteira casado casada soltero soltera divorciado divorciada quebrado quebrada urgente caro cara cansado cansada
  desesperado desesperada preocupado preocupada enojado enojada chateado chateada horrible terrivel pessimo pesimo dificil
  facil importante volta retorno verdade verdad mentira absurdo ridiculo golpe estafa
  buscando procurando pensando viendo vendo querendo queriendo aca ahi nuestra nuestro nosso nossa seguro segura
  insta ig fb instagram facebook tiktok google whatsapp telegram linkedin youtube twitter prazer encantado encantada
`);

/** Places that follow "I'm from", "soy de" and "sou de" more often than a company does. Folded, first word. */
export const PLACES = wordSet(`
  brazil brasil argentina chile colombia mexico peru uruguay paraguay bolivia ecuador venezuela panama guatemala
  honduras nicaragua salvador cuba espana spain portugal england inglaterra london londres usa america canada france
  francia germany alemania italy italia angola mocambique mozambique africa europa europe asia china japan japon
  sao rio belo brasilia bahia recife fortaleza curitiba manaus belem goiania campinas santos florianopolis natal maceio
  parana ceara pernambuco minas goias amazonas para sergipe alagoas paraiba piaui maranhao tocantins rondonia acre
  interior nordeste norte sul sur sudeste porto lisbon lisboa bogota medellin cali lima quito guayaquil
  caracas santiago valparaiso buenos cordoba rosario mendoza montevideo asuncion paz monterrey guadalajara puebla
  tijuana cancun cdmx madrid barcelona valencia sevilla bilbao malaga miami york texas california florida
  san santa los las new here aqui there abroad cidade ciudad
`);
