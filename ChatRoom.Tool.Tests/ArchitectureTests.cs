using System.Text.RegularExpressions;
using ChatRoom.Tests.Support;
using NUnit.Framework;

namespace ChatRoom.Tests;

/// <summary>
/// Dependencies run one way: Program, CommandLine, then Server or Client, then Protocol, Files and Sockets; within the server
/// ChatServer, Connections, Rooms, Moderation, and Storage, which knows none of them. These tests read the sources and name the line that runs the other way.
/// </summary>
internal sealed partial class ArchitectureTests
{
    private static readonly string Sources = Path.Combine(Repository.Root, "ChatRoom.Tool");

    private static readonly string[] Files =
        [.. Directory.GetFiles(Sources, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Sources, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("bin/", StringComparison.Ordinal) && !file.StartsWith("obj/", StringComparison.Ordinal))];

    [TestCase("Protocol/", @"System\.Net|\bSocket\b|\bConsole\b|\bTask\b|\bThread\b|TimeProvider", TestName = "The_protocol_is_pure")]
    [TestCase("Protocol/", @"ChatRoom\.(Server|Client|CommandLine|Sockets|Files)", TestName = "The_protocol_knows_nobody")]
    [TestCase("Sockets/", @"ChatRoom\.(Server|Client|CommandLine|Protocol|Files)", TestName = "The_calls_to_the_system_know_nobody")]
    [TestCase("Native/", @"ChatRoom\.(Server|Client|CommandLine|Protocol|Sockets|Files)", TestName = "Calls_to_the_system_know_nobody")]
    [TestCase("Files/", @"ChatRoom\.(Server|Client|CommandLine|Protocol|Sockets)", TestName = "Files_know_nobody")]
    [TestCase("Server/", @"ChatRoom\.(Client|CommandLine)", TestName = "The_server_does_not_know_the_client")]
    [TestCase("Client/Terminal/Keys/", @"System\.(IO|Net)|\bConsole\b|\bTask\b|\bThread\b|TimeProvider|ChatRoom\.(Protocol|Client\.(?!Terminal\.Keys))", TestName = "Keys_are_decoded_from_bytes_alone")]
    [TestCase("Client/", @"ChatRoom\.(Server|CommandLine)", TestName = "The_client_does_not_know_the_server")]
    [TestCase("Server/Rooms/", @"System\.Net\.|\bSocket\b|ChatRoom\.Sockets|\bEpoll|Connections|ChatServer|ServerOptions", TestName = "A_room_knows_no_socket")]
    [TestCase("Server/Rooms/Logs/", @"SlashCommands|Moderation", TestName = "A_rooms_log_knows_neither_commands_nor_bans")]
    [TestCase("Server/Moderation/", @"System\.Net\.|\bSocket\b|ChatRoom\.Sockets|ChatRoom\.Server\.(Rooms|Connections)|ChatServer|ServerOptions|ServerEvents", TestName = "Bans_know_neither_rooms_nor_connections")]
    [TestCase("Server/Storage/", @"System\.Net|\bSocket\b|ChatRoom\.Sockets|ChatRoom\.Server\.(Rooms|Connections|Moderation)|ChatServer|ServerOptions|\bTask\b|\bThread\b|TimeProvider", TestName = "The_log_on_disk_knows_neither_rooms_nor_connections")]
    [TestCase("Server/Connections/", @"\bCommands\b.*Table|ChatServer|""/\w", TestName = "A_connection_knows_no_command")]
    [TestCase("Server/Connections/Sessions/", @"\bSocket\b|Transports|Loops|Sending|Accepting|TimeProvider", TestName = "A_session_knows_neither_sockets_nor_clocks")]
    [TestCase("", @"DateTime(Offset)?\.(Utc)?Now|\bStopwatch\b|Thread\.Sleep|Environment\.TickCount", TestName = "Nobody_reads_the_clock_directly")]
    [TestCase("", @"async void|#region|NotImplementedException|\bTODO\b", TestName = "Nothing_is_left_half_done")]
    public void Sources_under(string folder, string forbidden) => Assert.That(Matches(folder, "^$", forbidden), Is.Empty);

    [TestCase("^Server/Rooms/SlashCommands/|^Server/Connections/Sessions/", "SlashCommands", TestName = "A_room_does_what_it_is_told_by_commands_and_knows_none")]
    [TestCase("^CommandLine/", "McMaster", TestName = "Only_the_command_line_knows_its_parser")]
    [TestCase("^Program.cs$|^CommandLine/|^Client/Terminal/", @"\bConsole\b", TestName = "Only_the_command_line_and_the_terminal_know_the_console")]
    [TestCase("^Sockets/|^Server/Connections/|^Client/Wire.cs$|^Client/Tls/TlsConnector.cs$|^Client/Benchmark/|^Client/Jobs/Posix.cs$|^Client/Terminal/Device/|^Files/FolderSync.cs$|^Native/", @"ChatRoom\.Sockets|\bEpoll\.|LibraryImport|DllImport", TestName = "Only_sockets_signals_terminals_and_folders_are_reached_by_calls_of_our_own_to_the_system")]
    [TestCase("^(Server|Client)/Tls/|^Client/Benchmark/BenchCipher.cs$|^Sockets/Tls|^Protocol/Fingerprint.cs$|^Server/Moderation/Password.cs$", @"Security\.Cryptography", TestName = "Only_what_is_about_TLS_needs_OpenSSL")]
    [TestCase("^Sockets/|^Server/Connections/|^Server/ChatServer.cs$|^Client/Wire.cs$|^Client/Benchmark/|^CommandLine/", @"System\.Net\.Sockets", TestName = "Sockets_stay_where_the_wire_is")]
    public void Sources_but_for(string allowed, string forbidden) => Assert.That(Matches("", allowed, forbidden), Is.Empty);

    [Test]
    public void No_source_is_longer_than_three_hundred_lines() =>
        Assert.That(Files.Where(file => File.ReadLines(Path.Combine(Sources, file)).Count() > 300), Is.Empty);

    [Test]
    public void The_sources_are_where_these_tests_look() => Assert.That(Files, Has.Length.GreaterThan(30));

    private static IEnumerable<string> Matches(string folder, string allowed, string forbidden) =>
        from file in Files
        where file.StartsWith(folder, StringComparison.Ordinal) && !Regex.IsMatch(file, allowed)
        from line in File.ReadLines(Path.Combine(Sources, file)).Select((text, index) => (Text: text, Number: index + 1))
        where Regex.IsMatch(Comment().Replace(line.Text, ""), forbidden)
        select $"{file}:{line.Number}: {line.Text.Trim()}";

    [GeneratedRegex("//.*$")]
    private static partial Regex Comment();
}
