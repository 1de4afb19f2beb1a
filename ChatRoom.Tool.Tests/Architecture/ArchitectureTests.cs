using System.Text.RegularExpressions;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Architecture;

/// <summary>Names that a part of ChatRoom.Tool must not use. These tests read the sources, and show the line that uses one.</summary>
internal sealed partial class ArchitectureTests
{
    private static readonly string Sources = Path.Combine(Repository.Root, FolderGraph.Top);

    private static readonly string[] Files = [.. FolderGraph.Files(Sources).Select(file => Path.GetRelativePath(Sources, file).Replace('\\', '/'))];

    [TestCase("Protocol/", @"System\.Net|\bSocket\b|\bConsole\b|\bTask\b|\bThread\b|TimeProvider", TestName = "The_protocol_is_pure")]
    [TestCase("Client/Terminal/Keys/", @"System\.(IO|Net)|\bConsole\b|\bTask\b|\bThread\b|TimeProvider", TestName = "Keys_are_decoded_from_bytes_alone")]
    [TestCase("Server/Rooms/", @"System\.Net\.|\bSocket\b|\bEpoll", TestName = "Rooms_do_not_use_sockets")]
    [TestCase("Server/Moderation/", @"System\.Net\.|\bSocket\b", TestName = "Bans_do_not_use_sockets")]
    [TestCase("Server/Connections/", @"\bCommands\b.*Table|""/\w", TestName = "Connections_do_not_use_commands")]
    [TestCase("Server/Dialects/", @"\bSocket\b|TimeProvider|""/\w", TestName = "Dialects_use_no_sockets_clocks_or_commands")]
    [TestCase("", @"DateTime(Offset)?\.(Utc)?Now|\bStopwatch\b|Thread\.Sleep|Environment\.TickCount", TestName = "Nothing_reads_the_clock_directly")]
    [TestCase("", @"async void|#region|NotImplementedException|\bTODO\b", TestName = "Nothing_is_left_half_done")]
    public void Sources_under(string folder, string forbidden) => Assert.That(Matches(folder, "^$", forbidden), Is.Empty);

    [TestCase("^(?!Server/Log/)|^Server/Log/JetStream/", @"System\.Net|\bSocket\b|\bTask\b|\bThread\b|TimeProvider", TestName = "The_log_on_disk_uses_no_sockets_tasks_or_clock")]
    [TestCase("^Server/Log/JetStream/", @"\bNATS\.", TestName = "Only_the_log_of_a_cluster_uses_NATS")]
    [TestCase("^CommandLine/", "McMaster", TestName = "Only_the_command_line_uses_the_parser_package")]
    [TestCase("^Client/Terminal/Display/", "Wcwidth", TestName = "Only_the_screen_of_a_terminal_uses_the_widths_of_characters")]
    [TestCase("^Program.cs$|^CommandLine/|^Client/Terminal/", @"\bConsole\b", TestName = "Only_the_command_line_and_the_terminal_use_the_console")]
    [TestCase("^Native/", @"LibraryImport|DllImport|NativeLibrary|delegate\* unmanaged", TestName = "Calls_to_the_system_are_declared_in_Native")]
    [TestCase("^Native/|^Sockets/|^Server/(Connections|Doors)/|^Server/ChatServer.cs$|^Client/Connecting/|^Bench/|^CommandLine/", @"System\.Net\.Sockets", TestName = "Only_the_folders_of_connections_use_sockets")]
    [TestCase(@"^(Server|Client/Connecting)/Tls/|^Bench/Connections/BenchCipher.cs$|^Sockets/Tls|^Protocol/(Fingerprint|WebSocket/WebSocketKey).cs$|^Server/Options/Password.cs$|^Server/Doors/Web/Requests/IdempotencyKey.cs$", @"Security\.Cryptography", TestName = "Only_TLS_passwords_and_WebSocket_keys_use_the_cryptography_library")]
    public void Sources_except_for(string allowed, string forbidden) => Assert.That(Matches("", allowed, forbidden), Is.Empty);

    [Test]
    public void A_call_to_the_system_is_declared_once()
    {
        var declarations = Files.SelectMany(file => Import().Matches(CodeOf(file)).Select(found => found.Value)).ToArray();

        Assert.That(declarations, Has.All.Matches("""^LibraryImport\("(libc|kernel32)", EntryPoint = "\w+"""), "the library and the call, both by name");
        Assert.That(declarations.Select(found => found.Split('"')[3]), Is.Unique.And.Not.Empty);
    }

    [Test]
    public void No_source_is_longer_than_three_hundred_lines() =>
        Assert.That(Files.Where(file => File.ReadLines(Path.Combine(Sources, file)).Count() > 300), Is.Empty);

    private static IEnumerable<string> Matches(string folder, string allowed, string forbidden) =>
        from file in Files
        where file.StartsWith(folder, StringComparison.Ordinal) && !Regex.IsMatch(file, allowed)
        from line in CodeOf(file).Split('\n').Select((text, index) => (Text: text, Number: index + 1))
        where Regex.IsMatch(line.Text, forbidden)
        select $"{file}:{line.Number}: {line.Text.Trim()}";

    /// <summary>A file without its comments.</summary>
    private static string CodeOf(string file) => Comment().Replace(File.ReadAllText(Path.Combine(Sources, file)).ReplaceLineEndings("\n"), "");

    [GeneratedRegex("//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    /// <summary>A declaration of a call to the system, as far as its first parenthesis.</summary>
    [GeneratedRegex(@"\b(?:LibraryImport|DllImport)[^)]*")]
    private static partial Regex Import();
}
