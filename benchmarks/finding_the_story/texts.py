"""The invented names and sentences that pages are made of."""

# ruff: noqa: E501 - sentences read best unbroken

PLACES = (
    "Orlow,Tamsel,Brankow,Hestvik,Lower Pelling,Sankt Wendel,Cray Bay,Mirnoje,Port Adel,Kesselried".split(",")
)
PEOPLE = (
    "Runa Beck,Ida Holloway,Tomas Wirth,Leonie Adebayo,Jan Morrow,Pilar Quint,Owen Sarkar,Mette Dahl".split(
        ","
    )
)
ROLES = "mayor,harbour master,head teacher,union leader,engineer,farmer,nurse,ferry captain".split(",")
THINGS = (
    "paper mill,swimming bath,tram line,fish market,town library,water tower,night school,grain store".split(
        ","
    )
)
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
SENTENCES = """\
The {thing} at {place} will close in {month} because its roof has failed the last inspection, the council said on {day}.
It employs {n} people, most of them from the villages above the town, and none of them was told before {day}.
"We have asked for money four times and we have been sent away four times," said {person}, the {role} of {place}.
The repair would cost {n} thousand crowns, according to a report that the council commissioned two years ago.
{person} said that nobody on the board had read the report before the vote.
A second opinion, written by {person}, puts the price at less than half of that.
Work on the foundations was stopped in {month} after {n} bags of wet cement were found beneath the stairs.
The vote ended with nine councillors in favour, seven against and two who left the room.
Residents of {place} have collected {n} signatures against the plan since {day}.
"My father built that wall, and his father carried the stones," {person} told a meeting in the {thing}.
Traffic will be led through {place} until the end of {month}, which adds eleven minutes to the way to the hospital.
The owner, a cooperative from {place}, did not answer letters.
Engineers lowered a camera into the shaft on {day} and saw water at a depth of {n} metres.
In a statement the ministry called the delay regrettable and announced an inquiry under {person}.
The inquiry is to report by {month}, {person} said, but its members have not been named.
For the first time in {n} years the bells did not ring in {place} on a {day}.
Insurers have refused to pay, because the alarm had been switched off in {month}.
Three of the five pumps were replaced; the other two date from the year the line was opened.
The {role} said she had warned the board in writing and kept a copy of the letter.
Fares rise by {n} per cent from {month}, the third increase within two winters.
Nobody was hurt when the gate fell into the canal shortly before noon on {day}.
The town wants to buy the {thing} and to turn it into flats for teachers and nurses.
Its history goes back to a flood that took {n} houses and the only bridge.
Scientists measured the salt in the wells of {place} and found twice as much as is allowed.
They advise boiling the water, although {person} thinks that this makes matters worse.
Schools will stay closed on {day}, and parents were asked to fetch their children by two o'clock.
The {thing} drew {n} visitors last year, fewer than the year before but more than anybody had hoped.
A court in {place} will hear the case in {month}; until then the fence stays where it is.
{person} and {person} founded the company in a shed behind the {thing}.
What remains is a heap of bricks, a sign and {n} unpaid bills.
""".splitlines()
FOREIGN = {
    "de": """\
Das Schwimmbad in {place} bleibt bis {n} Uhr geschlossen, weil das Dach undicht ist, teilte der Rat am Montag mit.
„Wir haben viermal um Geld gebeten und wurden viermal weggeschickt“, sagte {person}, die seit Jahren im Rat sitzt.
Die Reparatur kostet {n} Tausend Kronen, wie aus einem Bericht hervorgeht, den niemand gelesen hat.
Für die Schüler fährt ein Bus, der jedoch erst nach dem Unterricht am Bahnhof hält.
Im Frühjahr soll über den Verkauf entschieden werden, und die Bürger dürfen dabei mitreden.
Nach Angaben von {person} war die Pumpe älter als das Gebäude, in dem sie stand.""",
    "fr": """\
La piscine de {place} restera fermée jusqu'au printemps, parce que le toit fuit, a annoncé le conseil lundi.
« Nous avons demandé de l'argent quatre fois et nous avons été renvoyés quatre fois », a déclaré {person}.
La réparation coûterait {n} mille couronnes, selon un rapport que personne n'a lu avant le vote.
Les élèves prendront un car qui ne s'arrête à la gare qu'après les cours.
Les habitants ont réuni {n} signatures contre le projet en moins d'une semaine.
Selon {person}, la pompe était plus vieille que le bâtiment dans lequel elle se trouvait.""",
    "es": """\
La piscina de {place} seguirá cerrada hasta la primavera porque el techo tiene goteras, informó el concejo el lunes.
«Hemos pedido dinero cuatro veces y cuatro veces nos han echado», dijo {person} ante los vecinos.
La reparación costaría {n} mil coronas, según un informe que nadie leyó antes de la votación.
Los alumnos irán en un autobús que solo para en la estación después de las clases.
Los vecinos han reunido {n} firmas contra el plan en menos de una semana.
Según {person}, la bomba era más vieja que el edificio en el que estaba.""",
    "pl": """\
Basen w {place} pozostanie zamknięty do wiosny, ponieważ dach przecieka, poinformowała rada w poniedziałek.
„Prosiliśmy o pieniądze cztery razy i cztery razy nas odesłano”, powiedziała {person} na zebraniu.
Naprawa kosztowałaby {n} tysięcy koron, jak wynika z raportu, którego nikt nie przeczytał.
Uczniowie pojadą autobusem, który zatrzymuje się na dworcu dopiero po lekcjach.
Mieszkańcy zebrali {n} podpisów przeciwko planowi w niecały tydzień.
Według {person} pompa była starsza niż budynek, w którym stała.""",
    "ru": """\
Бассейн в городе останется закрытым до весны, потому что крыша протекает, сообщил совет в понедельник.
«Мы просили денег четыре раза, и четыре раза нас отсылали», сказала мэр на встрече с жителями.
Ремонт обойдётся в {n} тысяч крон, говорится в отчёте, который никто не прочитал перед голосованием.
Школьники поедут на автобусе, который останавливается у вокзала только после уроков.
Жители собрали {n} подписей против плана меньше чем за неделю.
Насос был старше здания, в котором он стоял, рассказал инженер.""",
    "fi": """\
Uimahalli {place} pysyy suljettuna kevääseen asti, koska katto vuotaa, valtuusto kertoi maanantaina.
”Pyysimme rahaa neljä kertaa, ja neljä kertaa meidät lähetettiin pois”, sanoi {person} kokouksessa.
Korjaus maksaisi {n} tuhatta kruunua, selviää raportista, jota kukaan ei lukenut.
Oppilaat kulkevat bussilla, joka pysähtyy asemalla vasta koulun jälkeen.
Asukkaat keräsivät {n} allekirjoitusta suunnitelmaa vastaan alle viikossa.
Pumppu oli vanhempi kuin rakennus, jossa se seisoi, kertoo {person}.""",
}
MONTHS = "January March April June August October November".split()
HEADLINES = """\
{place} loses its {thing}
Council of {place} votes to close the {thing}
How the {thing} of {place} was forgotten
{n} signatures for the {thing}
{person} leaves {place} after row over {thing}""".splitlines()
SUBHEADS = ["What the report says", "A long history", "The money", "What happens next", "Old pumps"]
TEASERS = [
    "Baths reopen after a winter of repairs",
    "Why the ferry no longer runs at night",
    "Five walks along the old canal",
    "Grain prices fall for the third week",
    "Storm takes the roof off the station",
    "Teachers in the north call off their strike",
    "The baker who counts swallows",
]
VARIED = """\
The night ferry to {place} left on {day} with {n} people aboard and turned back within the hour, its captain said.
Nobody on deck heard the engine stop.
It failed again in {month}.
"I do not share that view," said {person}, the {role}, when asked about the letter.
Some {n} readers have subscribed to the town's newsletter about the {thing} since it began in {month}.
The advertisement that ran in {month} promised flats at half the price of those in {place}.
According to figures that {person} showed to the council, 4.7 per cent of the water was lost in pipes laid before 1931.
Dr. {person} of the institute in {place} read the report twice, and wrote to the ministry on {day}.
The photograph on the wall shows the {thing} as it stood before the fire.
Read together, the two letters leave no doubt that the board knew by {month}.
They follow a rule that is older than the town: whoever finds the first leak pays for nothing.
The cookies were baked in the old kitchen, {n} boxes of them, and sold for the repair of the bells.
A copyright suit over the song was settled in {month}; all rights went to the daughter.
"Sign here, they told us, and nobody let us read the page," said {person}, who has lived in {place} for {n} years.
The price of a ton of rye fell to {n} crowns, down from {n} a year earlier, while that of barley stayed where it was.
What began as a quarrel over a fence has cost {place} {n} thousand crowns, two mayors and a friendship.
The commission, which met {n} times behind closed doors and heard everybody from the {role} to the boy who had opened the sluice, will not publish what was said, because most of the witnesses spoke on the condition that they would never be named.
On {day} the river stood at {n} centimetres.
{person} disagrees.
She does so politely, in a voice that carries to the last row of the {thing}, and she has brought papers.
By the time the firemen came from {place}, the neighbours had carried out the piano, {n} books and a cage with two finches.
"More water than bread," the {role} calls such years.
Every contact with the company goes through a lawyer in {place}, whose telephone rang unanswered on {day} and {day}.
Most of the {n} jobs that the new owner promised have not come, union officials say.
The ministry in {place} did not comment.
In {month} the union and the {role} agreed on a rise of 3.2 per cent, which is less than bread has risen.
Trams on the eastern line will run every {n} minutes from {day}, and not at all at night.
Somebody had painted the door blue.
A survey of {n} households found that one in three had thought of leaving; one in nine had packed.
The oldest of the wells was dug in 1702, under a prior who, as the chronicle has it, "feared thirst more than God".
The ballots were counted three times, by lamplight, because the power had failed at six.
"We were told it would be safe. It was not safe," {person} told the court in {place} on {day}.
Its roof leaks, its boiler is from 1958 and its only lift has carried nobody since {month}.
The bank withdrew its offer on {day}, {n} hours before the deadline.
Under the plan, the {thing} would be moved stone by stone to a field outside {place}.
Critics of the plan, among them {person}, point out that the field lies lower than the river.
He laughs about it now.
Between {month} and {month}, {n} lorries a day will pass the school.
{person}, the {role}, resigned on {day}; she gave no reason, and the council asked for none.
The {thing} has no archive, only a cupboard, and the cupboard has no key.
Three generations of the family have mended nets in the yard behind the {thing}.
Prosecutors are looking into payments of {n} thousand crowns that were made to a firm without employees.
Whether the bridge will bear the weight is something that {person} would not say in front of a microphone.
Gulls have taken over the upper floor.
The inspectors arrived unannounced on {day}, stayed {n} minutes and left with four boxes.
An agreement from 1923 gives the villagers the right to the reeds, and they have never sold it.
Sales of bicycles rose by {n} per cent after the tram line was cut, a shop in {place} reported.
"Ask the {role}," everybody says, and the {role} says: ask the council.
The children of {place} were taught in the {thing} for {n} weeks, and liked it.
It was, {person} recalls, the coldest {day} of her life.
The new rules apply from {month}: no fires, no dogs, no boats with more than {n} horsepower.
Two of the men were fined; the third, who had kept the accounts, was let go.
The hospital treated {n} people for smoke, among them four firemen and a reporter of this newspaper.
Nobody knows how many eels there once were; {person} counted {n} last year and none this year.
The wind tore the poster of the mayor from the {thing} and laid it, face down, in the canal.
A spokeswoman for the railways said the signal had been checked on {day} and found to be in order.
Later that evening she withdrew the statement.
The case will be heard in {month}, and the {role}, who has never been in a court, has bought a tie.
About {n} metres of the dyke have to be rebuilt before the autumn, the engineers wrote, or the lower streets must be given up.
Of the money that was collected for the bells, {n} crowns are left.
"That is not a plan, that is a wish," {person} said of the paper.
The last miller of {place} died in 1987, and his scales hang in the {thing}.
Rain is expected until {day}.
Without the {thing}, says {person}, there would be nothing left in {place} that is open after six.
""".splitlines()
"""Long and short ones, and some with the words of boilerplate: cookies, newsletter, photograph, copyright, sign."""
GERMAN = """\
Die Fähre nach {place} ist am Montag mit {n} Menschen an Bord nach einer Stunde umgekehrt, wie der Kapitän sagte.
Niemand an Deck hatte gehört, dass der Motor ausging.
„Ich teile diese Ansicht nicht“, sagte {person} auf die Frage nach dem Brief.
Nach Angaben des Rates gehen 4,7 Prozent des Wassers in Rohren verloren, die vor 1931 verlegt wurden.
Dr. {person} vom Institut in {place} hat den Bericht zweimal gelesen und am 3. Februar an das Ministerium geschrieben.
Das Foto an der Wand zeigt den Speicher, wie er vor dem Brand aussah.
Die Bank zog ihr Angebot zurück, {n} Stunden vor Ablauf der Frist.
„Mehr Wasser als Brot“, nennt der Müller solche Jahre.
Kritiker des Plans weisen darauf hin, dass die Wiese tiefer liegt als der Fluss.
Der Newsletter der Stadt hat seit März {n} Leser gewonnen, und sie lesen ihn auch.
Regen wird bis Freitag erwartet.
Die Stimmen wurden dreimal gezählt, bei Lampenlicht, denn um sechs war der Strom ausgefallen.
Die Staatsanwaltschaft prüft Zahlungen von {n} Tausend Kronen an eine Firma ohne Angestellte.
{person} widerspricht.
Die Kommission, die {n} Mal hinter verschlossenen Türen tagte und alle anhörte, vom Fährmann bis zu dem Jungen, der die Schleuse geöffnet hatte, wird nicht veröffentlichen, was gesagt wurde.
Von dem Geld, das für die Glocken gesammelt wurde, sind {n} Kronen übrig.""".splitlines()
RUSSIAN = """\
Ночной паром с {n} пассажирами на борту вернулся в порт через час, сообщил капитан.
Никто на палубе не слышал, как заглох двигатель.
«Я не разделяю этого мнения», ответила мэр на вопрос о письме.
По данным совета, 4,7 процента воды теряется в трубах, проложенных до 1931 года.
Фотография на стене показывает склад таким, каким он был до пожара.
Банк отозвал предложение за {n} часов до срока.
Критики плана указывают, что луг лежит ниже реки.
На рассылку городского совета с марта подписались {n} человек.
До пятницы ожидается дождь.
Голоса считали трижды, при свечах, потому что в шесть отключилось электричество.
Прокуратура проверяет платежи на {n} тысяч крон фирме, в которой никто не работает.
Комиссия, которая заседала {n} раз за закрытыми дверями и выслушала всех, от паромщика до мальчика, открывшего шлюз, не станет публиковать сказанное.
Из денег, собранных на колокола, осталось {n} крон.
Чайки заняли верхний этаж.""".splitlines()
FRENCH = """\
Le bac de nuit pour {place} a fait demi-tour au bout d'une heure avec {n} passagers à bord, selon le capitaine.
Personne sur le pont n'a entendu le moteur s'arrêter.
« Je ne partage pas cet avis », a répondu {person} lorsqu'on l'a interrogée sur la lettre.
D'après le conseil, 4,7 % de l'eau se perd dans des conduites posées avant 1931.
La photo accrochée au mur montre le grenier tel qu'il était avant l'incendie.
La banque a retiré son offre {n} heures avant l'échéance.
Les détracteurs du projet rappellent que le champ est plus bas que la rivière.
De la pluie est attendue jusqu'à vendredi.
Les voix ont été comptées trois fois, à la lampe, car le courant avait sauté à six heures.
{person} n'est pas d'accord.
Le parquet examine des paiements de {n} mille couronnes à une société sans salariés.
Des sommes réunies pour les cloches, il reste {n} couronnes.""".splitlines()
