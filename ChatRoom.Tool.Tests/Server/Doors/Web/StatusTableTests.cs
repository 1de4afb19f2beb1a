using System.Text.RegularExpressions;
using ChatRoom.Server.Doors.Web.Answers;
using ChatRoom.Tests.Support.Programs;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web;

internal sealed partial class StatusTableTests
{
    [Test]
    public void The_table_of_the_documents_has_the_status_of_each_code()
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "PROTOCOL.md"));
        var table = document[document.IndexOf("| status | codes |", StringComparison.Ordinal)..document.IndexOf("## Slow readers", StringComparison.Ordinal)];
        var documented = Row().Matches(table).SelectMany(row => Code().Matches(row.Groups[2].Value).Select(code => (Code: code.Groups[1].Value, Status: int.Parse(row.Groups[1].Value))));

        Assert.That(documented, Is.EquivalentTo(HttpStatus.All.Select(code => (code.Key, code.Value))));
    }

    [GeneratedRegex(@"^\| (\d{3}) \| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([a-z-]+)`")]
    private static partial Regex Code();
}
