import { wordSet } from "./words.ts";

/**
 * Common given names of the three languages' countries, folded: the evidence that "im ana" tells a name and
 * "im broke" does not. A name that is missing here is still understood when it is asked for, or written with
 * a capital behind a clear cue. Words that say something else in one of the languages stay out.
 */
export const GIVEN_NAMES: ReadonlySet<string> = wordSet(`
  aaron abby abel abigail adam adela adelina ademir adilson adolfo adrian adriana adriano afonso agnes
  agustin agustina ahmed aidan ailton ainhoa airton aisha aitor alan alana alba albert alberto alceu
  alejandra alejandro alessandra alessandro alex alexa alexander alexandra alexandre alexis alfonso alfred
  alfredo ali alice alicia aline alison allison alondra alvaro amalia amanda amaro amelia amit amy ana anahi
  anderson andre andrea andreia andres andressa andrew andy angel angela angelica angelo angie anibal anil
  ann anna anne annie anthony antonia antonio aparecida april ariadna ariel aristides arlete armando arnaldo
  arthur artur arturo ashley audrey augusto aurelio aurora ava azucena baltasar barbara barry beatrice
  beatriz becky begona belen belinda ben benedita benedito benicio benita benito benjamin bento bernard
  bernarda bernardo beth betty beverly bia bianca bill billy blanca bob bobby bonnie borja brad bradley
  brandon brayan brenda breno brent brett brian bridget brittany bruce bruna bruno bryan caio caitlin caleb
  calvin cameron camila carina carl carla carlos carmela carmem carmen carol carolina caroline carolyn
  carrie casandra cassia cassio catalina catarina catherine cathy cayetana cecilia celeste celia celina
  celio celso cesar chabela charles charlie charlotte chavela chema cheryl chloe chris christian christina
  christine christopher cicero cida cindy cintia claire clara clarence clarice claudia claudio clayton
  cleber cleide cleiton clemente cleusa cliff clint cody colin connie connor corey courtney craig cristian
  cristiane cristiano cristina cristobal curtis cynthia daiane dalva damiao dan daniel daniela daniele
  danielle danilo danny dario darren dave davi david dean debbie debora deborah debra deepak deise delfina
  delia denis denise dennis derek diana diane diego dilma diogo dirce djalma dolores dominic don donald
  donna dora doris dorothy doug douglas dulce duncan dustin dylan eddie eder edgar edilson edimar edith
  edmilson edna edson eduarda eduardo edward edwin efrain eileen eladio elaine eleanor elena eli eliana
  eliane elias eliete elijah elisa elisangela eliseu elizabeth ella ellen ellie eloy elsa elvira elza
  emanuel emerson emilia emiliano emilio emily emma emmanuel encarna enrique enzo eric erica erick erik erin
  ernest ernesto esmeralda esteban estefania estela ester esther ethan euclides eugene eugenia eugenio
  eunice eusebio eva evan evelyn everton ezequiel fabian fabiana fabiano fabio fabiola fabricio facundo
  fatima faustino federico felicia felicitas felipe felisa felix fermin fernanda fernando filipe fiona
  flavia flavio florencia frances franciele francis francisca francisco frank fred freddie frederick gabi
  gabriel gabriela gabriella gael gail gareth gary gaston gavin gemma geni genival genoveva geoff geoffrey
  george georgia gerald geraldo german gerson gilberta gilberto gilmar gilson gina ginebra giovana giovanna
  giovanni gisele giselle glaucia glen glenn gloria gonzalo gordon graca graciela graham greg gregorio
  gregory griselda guadalupe guilherme guillermina guillermo gumersindo gustavo gwen hannah harold harriet
  harry harvey heather hector heidi heitor helder helen helena helio heloisa henrique henry heriberto
  herminia hernan hilda hipolito hiroshi holly horacio howard hugh hugo humberto ian iara ignacio igor ike
  iker ilda ildefonso imelda inacio ines ingrid inmaculada iolanda ione iracema irene irineu irma isaac
  isabel isabela isabella isadora isidro isis isla ismael itamar ivan ivana ivete ivo ivone ivonne jaci
  jacinto jacira jack jackie jackson jacob jacqueline jaime jair jairo jake james jamie janaina jandira jane
  janet janice jaqueline jared jasmine jason javier jay jean jeferson jeff jefferson jeffrey jen jenna
  jennifer jenny jeremy jeronimo jerry jesse jessica jesus jill jim jimena jimmy joan joana joanna joanne
  joao joaquim joaquin joaquina joe joel john johnny jon jonas jonatas jonathan jordan jordi jorge jose
  josefa josefina joselito joselyn josep joseph josh joshua josiane josue joyce juan juana juanita juca
  jucara judith judy julia julian juliana juliano julie julieta julio june juraci jurandir jussara justin
  justina karen karina karl karla kate katherine kathleen kathryn kathy katia katie kaua kayla keith kelly
  kelsey ken kenji kenneth kenny kerry kevin kim kimberly kirsten kristen kristin kurt kyle laercio lais
  lara larissa larry laura lauren lauro lawrence leah leandro leda lee leila lena leo leon leonard leonardo
  leonel leonor leslie leticia lewis lia liam lidia ligia lilian liliana lillian lily linda lindsay lindsey
  lisa lisandro livia liz lloyd logan lois lola lorena lorenzo lori lorraine louis louise lourdes lourenco
  luan luana lucas lucia luciana luciano lucila lucimar lucio lucy luis luisa luiz luiza luke luzia lydia
  lynn mabel macarena madalena maddie magali maggie maira maite malcolm mandy manoel manolo manuel manuela
  mara marc marcela marcelino marcelo marcia marcial marcio marco marcos marcus margaret margarida margarita
  maria mariana mariano maribel maricela marie marilda marilene marilia marilyn marilza marina marinalva
  marinho mario marion marisa marisol marissa maristela maritza marjorie marlene marli marlon marta martha
  martin martina marvin mary mateus matheus matias matilde matt matthew maureen mauricio mauro max
  maximiliano maxine maysa megan melanie melinda melisa melissa melvin mercedes mia micael micaela michael
  michele michelle miguel mike mildred milena milton miranda mireia mirela miriam mitchell moacir mohammed
  moises molly monica monserrat montserrat morgan muhammad murilo myra nadia nahuel nair nancy naomi natalia
  natalie natasha nathalia nathan nayeli neha neide neil nelida nelson nerea nestor neusa neuza newton
  nicanor nicholas nick nicola nicolas nicole nigel nilson nilton nilza nina noah noel noelia noemi nora
  norberto norma norman octavio odair odete ofelia olavo olga oliver olivia omar oriana orlando oscar osmar
  osvaldo otavio otto owen pablo paco paige paloma pam pamela pancho paola pascual patricia patrick patty
  paul paula pauline paulo pedrinho pedro peggy pepa pepe pete peter phil philip phillip phoebe phyllis
  pietra pooja priscila priya quique quiteria rachel rafael rafaela rahul raimunda raimundo raj ralph ramiro
  ramon ramona randy raquel raul ravi raymond rebeca rebecca regiane regina reginaldo regis reinaldo renan
  renata renato renee rhonda ricardo richard rick ricky rigoberto rita rob robert roberta roberto robin
  robson rocio rodney rodolfo rodrigo rogelio roger rogeria rogerio roland rolando romario romeu romina
  romulo ron ronald ronaldo ronnie roque rosalia rosana rosane rosangela rosaria roseli rosemary rosemeire
  rosilene ross roxana roy ruben rubens rui russell ruth ruy ryan sabrina salete sally sam samantha samara
  samira samuel sandra sandro sandy sanjay santiago santino sara sarah saul scott sean sebastian sebastiana
  sebastiao selma sergio seth shane shannon sharon shaun shawn sheila shelby sherry shirley sidnei sidney
  silas silmara silvana silvestre silvia silvina silvio simao simon simone sofia solange soledad sonia
  sophia sophie soraia stacey stacy stan stanley stella stephanie stephen steve steven stuart sueli sunil
  susan susana suzana suzanne sylvia tadeu tainara tais talita tamara tammy tania tanya tara tarcisio
  tatiana tatiane ted telma teodora teodoro teofilo teresa tereza terri terry thais thales theo theodore
  theresa thiago thomas tiago tiffany tim timothy tina tobias toby todd tom tomas tommy tony tracey tracy
  travis trevor tyler ulises ulisses valdemar valdir valentim valentin valentina valeria valerie valmir
  valquiria valter vanda vanderlei vanesa vanessa vania vera vernon veronica vicenta vicente vicky victor
  victoria vincent vinicius violeta virgilio virginia vitor vitoria vivian viviana viviane wagner wallace
  walter wanda wanderley warren washington wayne wei wellington wendy wesley wilfredo william wilma wilson
  xavier ximena xiomara yadira yago yamila yanina yara yasmin yesenia yolanda yuki zacarias zach zachary
  zaira ze zeca zelia zilda zoe zuleica zulema
`);

/** Given names that are everyday words as well: names when they are asked for or stand behind a cue. */
export const NAMES_AND_WORDS: ReadonlySet<string> = wordSet("will may rich");

/** Surnames that are everyday words as well: believed behind a given name. */
export const SURNAMES_AND_WORDS: ReadonlySet<string> = wordSet(`
  dias price good fine best well may will claro bueno buena segura novo nova calle person bom
`);
