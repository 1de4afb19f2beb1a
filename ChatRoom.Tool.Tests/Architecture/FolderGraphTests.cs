using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Architecture;

/// <summary>Which folder of ChatRoom.Tool may use which other. docs/ARCHITECTURE.md draws the same.</summary>
internal sealed class FolderGraphTests
{
    /// <summary>One line for each folder: the folder, <c>-></c>, the folders that it may use.</summary>
    private const string Allowed = """
        Bench -> Bench/Connections Bench/Measuring Client/Options
        Bench/Connections -> Bench/Measuring Client/Connecting/Tls Client/Options Files Native/Sockets Protocol Protocol/Text Protocol/Typed Sockets
        Bench/Measuring -> Client/Options Protocol
        ChatRoom.Tool -> CommandLine CommandLine/Output
        Client/Connecting -> Client/Connecting/Tls Client/Options Protocol Protocol/Line Protocol/Text Protocol/Typed Sockets
        Client/Connecting/Tls -> Client/Options Files Native Protocol Sockets
        Client/Conversation -> Client/Connecting Client/Options Client/Printing Native Protocol Protocol/Text
        Client/Jobs -> Client/Connecting Client/Conversation Client/Jobs/Output Client/Jobs/Processes Client/Options Client/Printing Protocol Protocol/Json Protocol/Text
        Client/Jobs/Output -> Client/Options Client/Printing Protocol Protocol/Text
        Client/Jobs/Processes -> Client/Jobs/Output Client/Options Client/Printing Files Native/Processes Protocol/Text
        Client/Options -> Protocol Protocol/Text
        Client/Printing -> Client/Options Files Protocol Protocol/Json Protocol/Line Protocol/Text
        Client/Terminal -> Client/Connecting Client/Conversation Client/Options Client/Terminal/Device Client/Terminal/Display Client/Terminal/Editing Client/Terminal/Keys Client/Terminal/Reading Client/Terminal/Sending Protocol Protocol/Text
        Client/Terminal/Asking -> Client/Connecting Protocol
        Client/Terminal/Device -> Client/Terminal/Keys Native/Terminals
        Client/Terminal/Display -> Client/Terminal/Editing
        Client/Terminal/Editing -> Client/Terminal/Keys Protocol/Text
        Client/Terminal/Keys ->
        Client/Terminal/Reading -> Client/Connecting Client/Terminal/Asking Protocol Protocol/Text
        Client/Terminal/Sending -> Client/Connecting Client/Terminal/Editing Client/Terminal/Reading Protocol Protocol/Text
        Client/Verbs -> Client/Connecting Client/Conversation Client/Options Client/Printing Files Protocol Protocol/Json Protocol/Text
        CommandLine -> CommandLine/Completion CommandLine/Hosting CommandLine/Output CommandLine/Parsing CommandLine/Verbs
        CommandLine/Completion -> CommandLine/Output CommandLine/Parsing Protocol/Text
        CommandLine/Hosting -> Client/Options Client/Printing Client/Terminal Client/Terminal/Device Client/Terminal/Reading CommandLine/Hosting/Settings CommandLine/Output CommandLine/Parsing CommandLine/Settings Files Protocol/Text Server Server/Doors/Web/Pages Server/Events Server/Fanout Server/Options Server/Tls
        CommandLine/Hosting/Settings -> CommandLine/Output CommandLine/Parsing CommandLine/Paths CommandLine/Settings Native Protocol/Text Server/Moderation Server/Options
        CommandLine/Output -> Client/Options Client/Printing Files Native Protocol/Text
        CommandLine/Parsing -> CommandLine/Output CommandLine/Paths Files
        CommandLine/Paths -> Files
        CommandLine/Settings -> Client/Options Client/Printing CommandLine/Output CommandLine/Parsing CommandLine/Paths Native/Processes Protocol Protocol/Json Protocol/Text Server/Moderation
        CommandLine/Verbs -> Bench Bench/Measuring Client/Connecting Client/Connecting/Tls Client/Conversation Client/Jobs Client/Jobs/Output Client/Jobs/Processes Client/Options Client/Printing Client/Terminal Client/Terminal/Device Client/Terminal/Reading Client/Verbs CommandLine/Output CommandLine/Parsing CommandLine/Settings Protocol Protocol/Json Protocol/Text
        Files -> Native
        Native ->
        Native/Processes -> Files Native
        Native/Sockets -> Native
        Native/Terminals -> Native Native/Processes
        Protocol -> Protocol/Text
        Protocol/Irc -> Protocol Protocol/Json Protocol/Text
        Protocol/Json -> Protocol Protocol/Text
        Protocol/Line -> Protocol Protocol/Text
        Protocol/Text ->
        Protocol/Typed -> Protocol Protocol/Text
        Protocol/WebSocket -> Protocol/Text
        Server -> Files Protocol Protocol/Text Server/Cluster Server/Cluster/State Server/Connections Server/Connections/Loops Server/Dialects/Irc Server/Dialects/Irc/Clients Server/Doors Server/Doors/Tcp Server/Doors/Web Server/Events Server/Fanout Server/Fanout/Sending Server/Log Server/Log/JetStream Server/Log/Segments Server/Moderation Server/Moderation/Log Server/Options Server/Rooms Server/Rooms/Reading Server/Rooms/State Server/Time Server/Tls
        Server/Cluster -> Files Native Protocol Protocol/Text Server/Cluster/Acts Server/Cluster/Batches Server/Cluster/State Server/Connections/Loops Server/Log/JetStream Server/Log/Records Server/Log/Segments Server/Moderation Server/Moderation/Log Server/Options Server/Rooms Server/Rooms/Acts Server/Rooms/Log Server/Rooms/Reading Server/Rooms/State
        Server/Cluster/Acts -> Protocol Server/Cluster/Batches Server/Log/Records Server/Moderation Server/Moderation/Log Server/Rooms/Acts Server/Rooms/Log Server/Rooms/State
        Server/Cluster/Batches -> Protocol Server/Log/Records
        Server/Cluster/State -> Protocol Server/Cluster/Batches
        Server/Connections -> Protocol Server/Connections/Loops Server/Connections/Pacing Server/Connections/Transports Server/Dialects Server/Dialects/Line Server/Dialects/Tutorial Server/Dialects/Typed Server/Doors Server/Events Server/Fanout Server/Fanout/Sending Server/Moderation Server/Options Server/Rooms Server/Rooms/State Server/Time
        Server/Connections/Loops -> Native/Sockets
        Server/Connections/Pacing -> Server/Events Server/Fanout Server/Options
        Server/Connections/Transports -> Files Native/Sockets Protocol Protocol/WebSocket Server/Connections/Loops Server/Events Server/Options Server/Tls Sockets
        Server/Dialects -> Protocol Protocol/Line Protocol/Text Server/Connections/Transports Server/Events Server/Fanout Server/Fanout/Sending Server/Moderation Server/Options Server/Rooms Server/Rooms/Log Server/Rooms/SlashCommands Server/Rooms/State
        Server/Dialects/Irc -> Protocol Protocol/Irc Server/Dialects Server/Dialects/Irc/Clients Server/Dialects/Irc/Commands Server/Dialects/Irc/Registering Server/Events Server/Fanout Server/Rooms
        Server/Dialects/Irc/Batches -> Protocol Protocol/Irc Protocol/Text Server/Rooms/Log
        Server/Dialects/Irc/Clients -> Protocol Protocol/Irc Protocol/Text Server/Events Server/Fanout Server/Moderation Server/Options Server/Rooms Server/Rooms/Reading Server/Rooms/State
        Server/Dialects/Irc/Commands -> Protocol Protocol/Irc Server/Dialects/Irc/Batches Server/Dialects/Irc/Clients Server/Dialects/Irc/Past Server/Dialects/Irc/Queries Server/Dialects/Irc/Registering Server/Events Server/Moderation Server/Rooms Server/Rooms/Log Server/Rooms/SlashCommands Server/Rooms/State
        Server/Dialects/Irc/Past -> Protocol Protocol/Irc Protocol/Json Protocol/Typed Server/Dialects/Irc/Clients Server/Rooms/Reading
        Server/Dialects/Irc/Queries -> Protocol Server/Dialects/Irc/Clients Server/Dialects/Irc/Registering Server/Log/State Server/Rooms Server/Rooms/SlashCommands
        Server/Dialects/Irc/Registering -> Protocol Protocol/Irc Server/Dialects Server/Dialects/Irc/Clients Server/Events Server/Moderation Server/Options Server/Rooms/State
        Server/Dialects/Line -> Protocol Protocol/Line Protocol/Text Server/Dialects Server/Events Server/Fanout Server/Rooms Server/Rooms/State
        Server/Dialects/Tutorial -> Protocol Protocol/Line Server/Connections/Transports Server/Dialects Server/Events Server/Fanout Server/Fanout/Sending Server/Options Server/Rooms Server/Rooms/State
        Server/Dialects/Typed -> Protocol Protocol/Typed Server/Dialects Server/Events Server/Fanout Server/Options Server/Rooms Server/Rooms/Log Server/Rooms/SlashCommands Server/Rooms/State
        Server/Doors -> Native Native/Sockets Protocol Protocol/Irc Server/Doors/Web/Answers Server/Events Server/Options
        Server/Doors/Tcp -> Protocol/Irc Server/Connections Server/Connections/Loops Server/Connections/Transports Server/Dialects Server/Doors Server/Events Server/Options Server/Tls
        Server/Doors/Web -> Protocol Server/Connections Server/Connections/Loops Server/Connections/Transports Server/Dialects Server/Doors Server/Doors/Web/Answers Server/Doors/Web/Engine Server/Doors/Web/Operating Server/Doors/Web/Pages Server/Doors/Web/Reading Server/Doors/Web/Rules Server/Doors/Web/Sending Server/Doors/Web/Sockets Server/Events Server/Events/Prometheus Server/Options Server/Tls
        Server/Doors/Web/Answers -> Protocol Protocol/Text Server/Events
        Server/Doors/Web/Engine -> Server/Connections/Transports Server/Events Server/Options
        Server/Doors/Web/Operating -> Server/Doors/Web/Answers Server/Events/Prometheus
        Server/Doors/Web/Pages -> Protocol Server/Doors/Web/Answers Server/Options
        Server/Doors/Web/Peers -> Protocol Protocol/Typed Server/Connections Server/Connections/Transports
        Server/Doors/Web/Reading -> Protocol Protocol/Json Protocol/Line Protocol/Typed Server/Connections Server/Doors/Web/Answers Server/Doors/Web/Peers Server/Doors/Web/Requests
        Server/Doors/Web/Requests -> Protocol Protocol/Json Protocol/Text Server/Doors/Web/Answers
        Server/Doors/Web/Rules -> Protocol Server/Doors Server/Doors/Web/Answers Server/Doors/Web/Engine Server/Events Server/Options Server/Tls
        Server/Doors/Web/Sending -> Protocol Protocol/Typed Server/Connections Server/Doors/Web/Answers Server/Doors/Web/Peers Server/Doors/Web/Requests Server/Doors/Web/Sending/Webhooks Server/Moderation
        Server/Doors/Web/Sending/Webhooks -> Protocol Protocol/Text Server/Doors/Web/Answers Server/Doors/Web/Requests
        Server/Doors/Web/Sockets -> Protocol/WebSocket Server/Connections Server/Connections/Transports Server/Dialects Server/Doors/Web/Engine Server/Doors/Web/Rules Server/Events
        Server/Events -> Protocol Protocol/Text Server/Options
        Server/Events/Prometheus ->
        Server/Fanout -> Protocol Protocol/Typed Server/Log
        Server/Fanout/Sending -> Native/Sockets Protocol Protocol/Line Server/Connections/Loops Server/Connections/Transports Server/Fanout Server/Options
        Server/Log -> Files Protocol Protocol/Typed Server/Events Server/Log/Records Server/Log/Segments Server/Log/State Server/Options
        Server/Log/JetStream -> Files Server/Events Server/Log/Records Server/Options
        Server/Log/Records -> Protocol Protocol/Text Protocol/Typed
        Server/Log/Segments -> Files Protocol Server/Log/Records
        Server/Log/State -> Native Protocol Server/Log/Records
        Server/Moderation -> Files Protocol Protocol/Text Server/Options
        Server/Moderation/Log -> Files Protocol Protocol/Text Server/Events Server/Log/Records Server/Log/Segments Server/Moderation Server/Options Server/Time
        Server/Options -> Files Protocol
        Server/Rooms -> Protocol Protocol/Text Server/Events Server/Fanout Server/Log Server/Log/Records Server/Log/State Server/Moderation Server/Moderation/Log Server/Rooms/Acts Server/Rooms/Log Server/Rooms/Reading Server/Rooms/State
        Server/Rooms/Acts -> Protocol Server/Rooms/State
        Server/Rooms/Log -> Protocol Protocol/Typed Server/Events Server/Fanout Server/Log Server/Log/Records Server/Log/State Server/Rooms/State Server/Time
        Server/Rooms/Reading -> Protocol Protocol/Line Protocol/Typed Server/Fanout Server/Log Server/Log/State Server/Rooms/Log Server/Rooms/State
        Server/Rooms/SlashCommands -> Protocol Protocol/Text Protocol/Typed Server/Events Server/Moderation Server/Rooms Server/Rooms/Reading Server/Rooms/State
        Server/Rooms/State -> Protocol Server/Fanout Server/Log/Records Server/Log/State Server/Moderation
        Server/Time -> Server/Events
        Server/Tls -> Files Native Protocol Server/Options
        Sockets -> Native/Sockets
        """;

    private const int MaxFiles = 16;

    private static readonly string Sources = Path.Combine(Repository.Root, FolderGraph.Top);

    private readonly FolderGraph _graph = FolderGraph.Read(Sources);

    [Test]
    public void A_folder_uses_only_the_folders_that_it_may_use()
    {
        var actual = _graph.Edges.Select(edge => $"{edge.Key} -> {string.Join(' ', edge.Value)}".TrimEnd());

        Assert.That(actual, Is.EqualTo(Allowed.ReplaceLineEndings("\n").Split('\n')));
    }

    [Test]
    public void Folders_form_no_circle() => Assert.That(_graph.FindCircle(), Is.Empty);

    [Test]
    public void A_circle_would_be_found()
    {
        var folder = Directory.CreateTempSubdirectory("chatroom-");
        try
        {
            File.WriteAllText(Path.Combine(folder.CreateSubdirectory("A").FullName, "One.cs"), "namespace ChatRoom.A;\ninternal class One { ChatRoom.A.B.Two? Other; }");
            File.WriteAllText(Path.Combine(folder.CreateSubdirectory("A/B").FullName, "Two.cs"), "namespace ChatRoom.A.B;\ninternal class Two { int Of(One one) => 1; }");

            Assert.That(FolderGraph.Read(folder.FullName).FindCircle(), Is.EqualTo(new[] { "A", "A/B", "A" }));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public void A_namespace_is_named_like_its_folder() =>
        Assert.That(
            from file in FolderGraph.Files(Sources)
            let folder = FolderGraph.FolderOf(Sources, file)
            where folder != FolderGraph.Top
            where !File.ReadLines(file).Contains($"namespace ChatRoom.{folder.Replace('/', '.')};")
            select file,
            Is.Empty);

    [Test]
    public void No_folder_is_large() =>
        Assert.That(FolderGraph.Files(Sources).GroupBy(Path.GetDirectoryName).Where(files => files.Count() > MaxFiles).Select(files => files.Key), Is.Empty);
}
