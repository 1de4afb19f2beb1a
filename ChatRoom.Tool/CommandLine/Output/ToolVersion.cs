using System.Reflection;

namespace ChatRoom.CommandLine.Output;

/// <summary>The version of this program, as <c>--version</c> prints it and as a server announces it.</summary>
internal static class ToolVersion
{
    public static string Text { get; } =
        typeof(ToolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
